SELECT f.payload
FROM log_fact AS f
WHERE f.kind = 130
    AND NOT EXISTS (SELECT 1 FROM fact_state AS st WHERE st.fact_no = f.fact_no)
ORDER BY f.fact_no
