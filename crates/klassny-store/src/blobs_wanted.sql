-- As many as some passes take; the newest lessons first.
SELECT hf.blob, MAX(hf.len) AS len, MAX(hf.date) AS date FROM homework_file AS hf
LEFT JOIN log_blob AS b ON b.hash = hf.blob
WHERE hf.attached = 1 AND b.hash IS NULL
GROUP BY hf.blob
ORDER BY date DESC, hf.blob
LIMIT 64
