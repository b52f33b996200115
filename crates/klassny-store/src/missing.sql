SELECT s.seat_id, s.seq - 1 AS seq, s.prev AS hash
FROM log_head AS h
-- In this order: only what lies beyond a head is looked at.
CROSS JOIN log_segment AS s
WHERE s.seat_id = h.seat_id AND s.seq > h.seq AND s.seq > 1
    AND NOT EXISTS (SELECT 1 FROM log_segment AS p WHERE p.hash = s.prev)
ORDER BY s.seat_id, s.seq
