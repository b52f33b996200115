-- What is judged of the facts of a compartment, of attestations apart.
SELECT segment.hash, fact.idx, state.state, state.reason
FROM fact_state AS state
-- In this order: what is judged is little of a log.
CROSS JOIN log_fact AS fact ON fact.fact_no = state.fact_no
CROSS JOIN log_segment AS segment ON segment.segment_no = fact.segment_no
WHERE segment.compartment = :compartment AND fact.kind NOT IN (124, 126, 135, 137, 138)
