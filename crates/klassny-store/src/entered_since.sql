WITH fresh AS (
    -- Newest first, back to the first that is older: a day's segments, not a year's.
    SELECT s.segment_no,
        s.state = 'published' AS sent,
        s.state = 'published' AND coalesce(s.seq <= c.seq, b.hash IS NOT NULL) AS confirmed,
        (SELECT entered_ms FROM log_fact WHERE segment_no = s.segment_no AND idx = 0) AS begun_ms
    FROM log_segment AS s
    LEFT JOIN confirmed AS c ON c.seat_id = s.seat_id
    LEFT JOIN confirmed_branch AS b ON b.hash = s.hash
    WHERE s.segment_no > coalesce((
            SELECT segment_no FROM log_segment
            WHERE received_at < :since
            ORDER BY segment_no DESC LIMIT 1), 0)
        AND s.state IN ('prepared', 'published') AND s.service = 0
        AND s.seat_id <> :device_seat
),
stated AS (
    SELECT count(*) AS facts, 0 AS sent, 0 AS confirmed
    FROM log_fact
    WHERE segment_no IS NULL AND seat_id <> :device_seat AND entered_ms >= :since
    UNION ALL
    -- Facts lie in a segment as they were entered: of one that was begun since, the number of the
    -- last tells how many there are. An import of a year is counted without reading its facts.
    SELECT CASE
            WHEN begun_ms >= :since
            THEN (SELECT max(idx) + 1 FROM log_fact WHERE segment_no = fresh.segment_no)
            ELSE (SELECT count(*) FROM log_fact
                WHERE segment_no = fresh.segment_no AND entered_ms >= :since)
        END,
        sent, confirmed
    FROM fresh
)
SELECT coalesce(sum(facts), 0) AS entered, coalesce(sum(facts * sent), 0) AS sent,
    coalesce(sum(facts * confirmed), 0) AS confirmed
FROM stated
