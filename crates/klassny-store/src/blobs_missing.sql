-- Files attached to homework that never came, those of the newest lessons first.
SELECT hf.group_id, hf.date, hf.name FROM homework_file AS hf
LEFT JOIN log_blob AS b ON b.hash = hf.blob
WHERE hf.attached = 1 AND b.hash IS NULL
ORDER BY hf.date DESC, hf.register_key
