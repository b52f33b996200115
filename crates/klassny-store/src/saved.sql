SELECT s.state, coalesce(s.seq <= c.seq, 0) AS confirmed
FROM log_fact AS f
LEFT JOIN log_segment AS s ON s.segment_no = f.segment_no
LEFT JOIN confirmed AS c ON c.seat_id = f.seat_id
WHERE f.fact_no = :fact
