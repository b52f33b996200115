-- Every head of a forked chain, where something under one of them is not acknowledged.
WITH RECURSIVE held (seq, hash, service) AS (
    SELECT seq, hash, service FROM log_segment WHERE seat_id = :seat_id AND seq = 1
    UNION
    SELECT n.seq, n.hash, n.service
    FROM held AS h
    JOIN log_segment AS n ON n.seat_id = :seat_id AND n.seq = h.seq + 1 AND n.prev = h.hash
)
SELECT CAST(:seat_id AS BLOB) AS seat_id, h.seq, h.hash
FROM held AS h
WHERE NOT EXISTS (
        SELECT 1 FROM log_segment AS n
        WHERE n.seat_id = :seat_id AND n.seq = h.seq + 1 AND n.prev = h.hash
    )
    AND EXISTS (
        SELECT 1 FROM held AS n
        WHERE n.service = 0
            AND NOT EXISTS (SELECT 1 FROM confirmed_branch AS b WHERE b.hash = n.hash)
    )
ORDER BY h.seq, h.hash
