WITH stated AS (
    SELECT 0 AS sent, 0 AS confirmed
    FROM log_fact
    WHERE segment_no IS NULL AND seat_id <> :device_seat AND entered_ms >= :since
    UNION ALL
    SELECT s.state = 'published',
        s.state = 'published' AND coalesce(s.seq <= c.seq, b.hash IS NOT NULL)
    FROM log_segment AS s
    JOIN log_fact AS f ON f.segment_no = s.segment_no
    LEFT JOIN confirmed AS c ON c.seat_id = s.seat_id
    LEFT JOIN confirmed_branch AS b ON b.hash = s.hash
    -- Newest first, back to the first that is older: a day's segments, not a year's.
    WHERE s.segment_no > coalesce((
            SELECT segment_no FROM log_segment
            WHERE received_at < :since
            ORDER BY segment_no DESC LIMIT 1), 0)
        AND s.state IN ('prepared', 'published') AND s.service = 0
        AND s.seat_id <> :device_seat AND f.entered_ms >= :since
)
SELECT count(*) AS entered, coalesce(sum(sent), 0) AS sent,
    coalesce(sum(confirmed), 0) AS confirmed
FROM stated
