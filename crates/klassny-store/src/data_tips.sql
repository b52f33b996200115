-- The heads of every branch of a forked chain that is held without a gap.
WITH RECURSIVE held (seq, hash) AS (
    SELECT seq, hash FROM log_segment WHERE seat_id = :seat_id AND seq = 1
    UNION
    SELECT n.seq, n.hash
    FROM held AS h
    JOIN log_segment AS n ON n.seat_id = :seat_id AND n.seq = h.seq + 1 AND n.prev = h.hash
)
SELECT h.seq, h.hash
FROM held AS h
WHERE NOT EXISTS (
    SELECT 1 FROM log_segment AS n
    WHERE n.seat_id = :seat_id AND n.seq = h.seq + 1 AND n.prev = h.hash
)
