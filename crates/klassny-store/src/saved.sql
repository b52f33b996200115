SELECT s.state, coalesce(s.seq <= c.seq, b.hash IS NOT NULL) AS confirmed
FROM log_fact AS f
LEFT JOIN log_segment AS s ON s.segment_no = f.segment_no
LEFT JOIN confirmed AS c ON c.seat_id = f.seat_id
LEFT JOIN confirmed_branch AS b ON b.hash = s.hash
WHERE f.fact_no = :fact
