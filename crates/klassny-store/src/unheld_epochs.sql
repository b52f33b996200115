-- Whoever states a key and however that is judged: its id is made from the key itself.
SELECT f.payload
FROM log_fact AS f
WHERE f.kind = 130
    AND NOT EXISTS (SELECT 1 FROM log_key AS k WHERE k.key_id = f.register_key)
ORDER BY f.fact_no
