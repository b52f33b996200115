SELECT hash, len, state FROM log_blob
WHERE state IN ('published', 'received')
ORDER BY kept_at DESC, hash
