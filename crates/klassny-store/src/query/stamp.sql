-- When and from which seat facts were stated, and how far they have got (P4, D7).
SELECT
    fact.fact_no, fact.seat_id, fact.entered_ms, fact.batch_id IS NOT NULL AS imported,
    segment.state, segment.received_at,
    COALESCE(segment.seq <= confirmed.seq, branch.hash IS NOT NULL) AS is_confirmed
FROM json_each(:facts) AS wanted
JOIN log_fact AS fact ON fact.fact_no = wanted.value
LEFT JOIN log_segment AS segment ON segment.segment_no = fact.segment_no
LEFT JOIN confirmed ON confirmed.seat_id = fact.seat_id
LEFT JOIN confirmed_branch AS branch ON branch.hash = segment.hash
