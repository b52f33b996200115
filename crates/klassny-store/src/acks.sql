SELECT f.seat_id, f.payload
FROM log_fact AS f
-- The number stands here for the index that holds nothing else.
WHERE f.kind = 124
    AND NOT EXISTS (SELECT 1 FROM fact_state AS st WHERE st.fact_no = f.fact_no)
