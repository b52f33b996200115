-- The head and every segment before it, back to one that is noted already.
WITH RECURSIVE before (hash) AS (
    SELECT :hash
    UNION
    SELECT s.prev
    FROM before AS b
    JOIN log_segment AS s ON s.hash = b.hash
    WHERE s.seq > 1
        AND NOT EXISTS (SELECT 1 FROM confirmed_branch AS c WHERE c.hash = b.hash)
)
INSERT OR IGNORE INTO confirmed_branch (hash, seat_id)
SELECT hash, :seat_id FROM before
