SELECT f.fact_no, f.idx, f.seat_id, f.kind, f.register_key, f.control_no, f.payload, f.base,
    f.base_local, f.entered_ms, s.hash, s.seq, coalesce(s.waits, 0) AS waits, s.prev_control,
    p.seq AS prev_control_seq
FROM log_segment AS s
JOIN log_fact AS f ON f.segment_no = s.segment_no
LEFT JOIN log_segment AS p ON p.hash = s.prev_control
WHERE s.seat_id = :seat_id AND s.seq > :seq
UNION ALL
SELECT f.fact_no, f.idx, f.seat_id, f.kind, f.register_key, f.control_no, f.payload, f.base,
    f.base_local, f.entered_ms, NULL, NULL, 0, NULL, NULL
FROM log_fact AS f
WHERE f.seat_id = :seat_id AND f.segment_no IS NULL
