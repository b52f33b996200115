SELECT s.hash, f.idx
FROM log_fact AS f
JOIN log_segment AS s ON s.segment_no = f.segment_no
WHERE f.fact_no = :fact
