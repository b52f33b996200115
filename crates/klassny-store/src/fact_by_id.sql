SELECT f.fact_no, f.idx, f.seat_id, f.kind, f.register_key, f.control_no, f.payload, f.base,
    f.base_local, f.entered_ms, s.hash, s.seq, s.received_at, st.state, st.reason
FROM log_segment AS s
JOIN log_fact AS f ON f.segment_no = s.segment_no AND f.idx = :idx
LEFT JOIN fact_state AS st ON st.fact_no = f.fact_no
WHERE s.hash BETWEEN :low AND :high
