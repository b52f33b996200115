UPDATE log_head
SET control_seq = next.seq, control_hash = next.hash
FROM (
    SELECT s.seq, s.hash
    FROM log_segment AS s
    JOIN log_head AS h ON h.seat_id = s.seat_id
    WHERE s.seat_id = :seat_id
        AND s.compartment = 3
        AND s.seq > h.control_seq
        AND s.prev_control = h.control_hash
    ORDER BY s.seq, s.hash
    LIMIT 1
) AS next
WHERE seat_id = :seat_id
