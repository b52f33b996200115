-- Of as many as one segment may well tell of.
SELECT b.hash, b.len, b.state FROM log_blob AS b
WHERE b.state = 'received'
    AND NOT EXISTS (SELECT 1 FROM file_held AS h WHERE h.blob = b.hash)
ORDER BY b.kept_at
LIMIT 256
