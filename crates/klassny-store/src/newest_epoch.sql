-- A key seals once a fact that states it stands in a segment: what was entered before it goes out
-- under the key before it.
SELECT k.epoch, k.register_key
FROM key_epoch AS k
WHERE k.compartment = :compartment
    -- Each statement adds one at most: a number beyond is made up, and would leave none above it.
    AND k.epoch <= 1 + (
        SELECT count(DISTINCT stated.register_key) FROM log_fact AS stated WHERE stated.kind = 130
    )
    AND EXISTS (
        SELECT 1 FROM log_fact AS f
        WHERE f.kind = 130 AND f.register_key = k.register_key AND f.segment_no IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM fact_state AS st WHERE st.fact_no = f.fact_no)
    )
ORDER BY k.epoch DESC, k.register_key DESC
LIMIT 1
