-- What came from the share is there, so it never waits for it again; what was given up is here again.
INSERT INTO log_blob (hash, len, state, kept_at) VALUES (:hash, :len, :state, :now)
ON CONFLICT (hash) DO UPDATE SET state = 'received', kept_at = excluded.kept_at
WHERE log_blob.state = 'dropped'
