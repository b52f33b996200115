-- Where the log stands: what tells that something changed, and whether facts wait for sealing.
SELECT
    (SELECT coalesce(max(segment_no), 0) FROM log_segment) AS newest_segment,
    (SELECT count(*) FROM log_fact) AS facts,
    (SELECT count(*) FROM fact_state) AS doubtful,
    EXISTS (SELECT 1 FROM log_fact WHERE segment_no IS NULL)
        -- What a newer program made is not shown here, so nothing can be told of the state.
        OR EXISTS (SELECT 1 FROM log_segment WHERE newer = 1) AS unsealed
