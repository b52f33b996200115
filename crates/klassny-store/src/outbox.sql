SELECT fact_no, control_no, data_no, base, base_local, payload
FROM log_fact
WHERE seat_id = :seat_id AND segment_no IS NULL
ORDER BY fact_no
LIMIT 8192
