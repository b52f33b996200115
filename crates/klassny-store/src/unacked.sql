-- Of a chain of one branch; the branches of others are asked by unacked_branches.sql.
SELECT s.seat_id, s.seq, s.hash
FROM log_head AS h
JOIN log_segment AS s ON s.hash = h.hash
LEFT JOIN confirmed AS c ON c.seat_id = h.seat_id
WHERE s.state = 'received' AND h.forked = 0
    AND EXISTS (
        SELECT 1 FROM log_segment AS n
        WHERE n.seat_id = h.seat_id
            AND n.seq > coalesce(c.seq, 0)
            AND n.seq <= h.seq
            AND n.service = 0
    )
ORDER BY s.seat_id
