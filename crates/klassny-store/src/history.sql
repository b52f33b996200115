SELECT f.fact_no, f.idx, f.seat_id, f.kind, f.register_key, f.control_no, f.payload, f.base,
    f.base_local, f.entered_ms, s.hash, s.seq, coalesce(s.waits, 0) AS waits, s.prev_control,
    p.seq AS prev_control_seq, st.reason
FROM log_fact AS f
LEFT JOIN log_segment AS s ON s.segment_no = f.segment_no
LEFT JOIN log_segment AS p ON p.hash = s.prev_control
LEFT JOIN fact_state AS st ON st.fact_no = f.fact_no
WHERE f.register_key = :key AND f.kind = :kind
ORDER BY f.lamport IS NULL, f.lamport, f.fact_no
