WITH waiting AS (
    SELECT seat_id, 1 AS unsealed, 0 AS prepared, 0 AS unconfirmed, entered_ms
    FROM log_fact
    WHERE segment_no IS NULL
    UNION ALL
    SELECT f.seat_id, 0, 1, 0, f.entered_ms
    FROM log_segment AS s
    JOIN log_fact AS f ON f.segment_no = s.segment_no
    WHERE s.state = 'prepared'
    UNION ALL
    -- In this order: of a year that is confirmed nothing is looked at.
    SELECT s.seat_id, 0, 0, 1, NULL
    FROM log_head AS h
    LEFT JOIN confirmed AS c ON c.seat_id = h.seat_id
    CROSS JOIN log_segment AS s
    LEFT JOIN confirmed_branch AS b ON b.hash = s.hash
    CROSS JOIN log_fact AS f
    WHERE s.seat_id = h.seat_id AND s.seq > coalesce(c.seq, 0)
        AND s.state = 'published' AND s.service = 0 AND b.hash IS NULL
        AND f.segment_no = s.segment_no
)
SELECT seat_id, sum(unsealed) AS unsealed, sum(prepared) AS prepared,
    sum(unconfirmed) AS unconfirmed, min(entered_ms) AS oldest_ms
FROM waiting
GROUP BY seat_id
ORDER BY seat_id
