SELECT f.fact_no, f.idx, f.seat_id, f.kind, f.register_key, f.control_no, f.payload, f.base,
    f.base_local, f.entered_ms, s.hash, s.seq
FROM fact_state AS st
JOIN log_fact AS f ON f.fact_no = st.fact_no
LEFT JOIN log_segment AS s ON s.segment_no = f.segment_no
ORDER BY f.fact_no
