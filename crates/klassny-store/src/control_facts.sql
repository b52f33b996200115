SELECT f.fact_no, f.control_no, f.entered_ms, f.seat_id, f.idx, f.base, f.base_local, f.payload,
    s.hash, s.seq, s.prev_control, p.seq AS prev_control_seq
FROM log_fact AS f
LEFT JOIN log_segment AS s ON s.segment_no = f.segment_no
LEFT JOIN log_segment AS p ON p.hash = s.prev_control
WHERE f.kind IN (3, 9, 21, 22, 26, 27, 28, 51, 90, 91, 92, 93, 94, 97, 98, 120, 121, 122, 123, 127, 140)
    AND coalesce(s.waits, 0) = 0
ORDER BY s.lamport IS NULL, s.lamport, s.hash, f.idx, f.fact_no
