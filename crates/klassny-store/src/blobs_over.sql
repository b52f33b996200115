-- Files of other machines beyond the bound, counted from those of the newest lessons back.
SELECT hash FROM (
    SELECT
        b.hash, hf.date,
        SUM(b.len) OVER (ORDER BY hf.date DESC, b.kept_at DESC, b.hash) AS together
    FROM log_blob AS b
    LEFT JOIN (
        SELECT blob, MAX(date) AS date FROM homework_file GROUP BY blob
    ) AS hf ON hf.blob = b.hash
    WHERE b.state = 'received'
)
WHERE together > :bound
