SELECT f.fact_no
FROM log_segment AS s
JOIN log_fact AS f ON f.segment_no = s.segment_no AND f.idx = :idx
WHERE s.hash BETWEEN :low AND :high
