SELECT f.fact_no, f.idx, f.lamport, f.base, f.base_local, s.hash
FROM log_fact AS f
LEFT JOIN log_segment AS s ON s.segment_no = f.segment_no
WHERE f.register_key = :key
  AND f.kind = :kind
  AND NOT EXISTS (SELECT 1 FROM fact_state AS st WHERE st.fact_no = f.fact_no)
