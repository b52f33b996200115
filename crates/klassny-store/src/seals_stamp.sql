-- What tells that other seals count than before: how many facts there are, which of them are
-- sealed and which do not count, what stands of the voids, and which chains have branches.
SELECT
    (SELECT count(*) FROM log_fact WHERE kind IN (135, 136)) AS facts,
    (SELECT count(*) FROM log_fact WHERE kind IN (135, 136) AND segment_no IS NULL) AS waiting,
    (SELECT coalesce(sum(fact.fact_no), 0) FROM log_fact AS fact
        JOIN fact_state AS state ON state.fact_no = fact.fact_no
        WHERE fact.kind IN (135, 136)) AS doubtful,
    (SELECT coalesce(sum(fact_no * 2 + stands), 0) FROM seal_void) AS voids,
    (SELECT count(*) FROM log_head WHERE forked = 1) AS forked
