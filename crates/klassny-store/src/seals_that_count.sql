-- Seals that count, by witness in the order of its chain.
SELECT
    segment.seat_id, segment.seq, segment.hash, segment.lamport, segment.bytes,
    fact.idx, fact.payload
FROM log_fact AS fact
CROSS JOIN log_segment AS segment ON segment.segment_no = fact.segment_no
LEFT JOIN fact_state AS state ON state.fact_no = fact.fact_no
-- The first words are those of the index of seals.
WHERE fact.kind IN (135, 136) AND fact.kind = 135 AND state.fact_no IS NULL
ORDER BY segment.seat_id, segment.seq, segment.hash, fact.idx
