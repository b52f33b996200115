-- What a newer program made: segments kept unopened, and facts that were not understood.
SELECT
    (SELECT count(*) FROM log_segment WHERE newer = 1 AND state = 'locked') AS segments,
    (SELECT count(*) FROM log_segment AS segment
        JOIN log_fact AS fact ON fact.segment_no = segment.segment_no
        JOIN fact_state AS state ON state.fact_no = fact.fact_no
        WHERE segment.newer = 1 AND state.state = 'unknown') AS facts
