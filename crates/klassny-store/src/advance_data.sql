UPDATE log_head
SET seq = next.seq, hash = next.hash
FROM (
    SELECT s.seq, s.hash
    FROM log_segment AS s
    JOIN log_head AS h ON h.seat_id = s.seat_id
    WHERE s.seat_id = :seat_id AND s.seq = h.seq + 1 AND s.prev = h.hash
    ORDER BY s.hash
    LIMIT 1
) AS next
WHERE seat_id = :seat_id
