-- A file that was taken from the homework before it went out stays here.
SELECT hash, len, state FROM log_blob INDEXED BY log_blob_waits
WHERE state = 'waits'
    AND EXISTS (SELECT 1 FROM homework_file AS hf WHERE hf.blob = log_blob.hash AND hf.attached = 1)
ORDER BY kept_at
