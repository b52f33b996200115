-- Entries of the journal's pages that were entered or came here since an instant and count; not
-- imported ones (D9).
SELECT f.fact_no, f.idx, f.seat_id, f.kind, f.register_key, f.control_no, f.payload, f.base,
    f.base_local, f.entered_ms, s.hash, s.seq, coalesce(s.waits, 0) AS waits, s.prev_control,
    p.seq AS prev_control_seq, s.received_at, st.state, st.reason
FROM log_fact AS f
LEFT JOIN log_segment AS s ON s.segment_no = f.segment_no
LEFT JOIN log_segment AS p ON p.hash = s.prev_control
LEFT JOIN fact_state AS st ON st.fact_no = f.fact_no
-- Newest first, back to the first that came earlier: some weeks of a year.
WHERE f.fact_no > coalesce((
        SELECT max(e.fact_no) FROM log_fact AS e
        WHERE e.segment_no = (
            SELECT segment_no FROM log_segment
            WHERE received_at < :since
            ORDER BY segment_no DESC LIMIT 1)), 0)
  AND f.kind IN (70, 71, 72, 74, 75)
  AND (f.entered_ms >= :since OR s.received_at >= :since)
  AND f.batch_id IS NULL
  AND st.fact_no IS NULL
ORDER BY f.fact_no DESC
LIMIT :most
