SELECT f.fact_no, f.idx, f.seat_id, f.kind, f.register_key, f.control_no, f.payload, f.base,
    f.base_local, f.entered_ms, s.hash, s.seq
FROM log_segment AS s
JOIN log_fact AS f ON f.segment_no = s.segment_no
WHERE s.seat_id = :seat_id AND s.seq > :seq
UNION ALL
SELECT fact_no, idx, seat_id, kind, register_key, control_no, payload, base, base_local,
    entered_ms, NULL, NULL
FROM log_fact
WHERE seat_id = :seat_id AND segment_no IS NULL
