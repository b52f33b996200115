SELECT f.seat_id, f.payload
FROM log_fact AS f
WHERE f.kind = :kind
    AND NOT EXISTS (SELECT 1 FROM fact_state AS st WHERE st.fact_no = f.fact_no)
