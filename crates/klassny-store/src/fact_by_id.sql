SELECT f.fact_no, f.idx, f.seat_id, f.kind, f.register_key, f.control_no, f.payload, f.base,
    f.base_local, f.entered_ms, s.hash, s.seq, coalesce(s.waits, 0) AS waits, s.prev_control,
    p.seq AS prev_control_seq, s.received_at, st.state, st.reason
FROM log_segment AS s
JOIN log_fact AS f ON f.segment_no = s.segment_no AND f.idx = :idx
LEFT JOIN log_segment AS p ON p.hash = s.prev_control
LEFT JOIN fact_state AS st ON st.fact_no = f.fact_no
WHERE s.hash BETWEEN :low AND :high
