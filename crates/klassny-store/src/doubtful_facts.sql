-- What waits for the control log or for the rest of its batch is looked at when that comes.
SELECT f.fact_no, f.idx, f.seat_id, f.kind, f.register_key, f.control_no, f.payload, f.base,
    f.base_local, f.entered_ms, s.hash, s.seq, coalesce(s.waits, 0) AS waits, s.prev_control,
    p.seq AS prev_control_seq
FROM fact_state AS st
CROSS JOIN log_fact AS f ON f.fact_no = st.fact_no
LEFT JOIN log_segment AS s ON s.segment_no = f.segment_no
LEFT JOIN log_segment AS p ON p.hash = s.prev_control
WHERE coalesce(s.waits, 0) = 0 AND st.state <> 'batch'
ORDER BY f.fact_no
