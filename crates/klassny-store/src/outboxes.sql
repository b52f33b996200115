WITH waiting AS (
    SELECT seat_id, 1 AS unsealed, 0 AS prepared, 0 AS unconfirmed, entered_ms
    FROM log_fact
    WHERE segment_no IS NULL
    UNION ALL
    SELECT f.seat_id, 0, 1, 0, f.entered_ms
    FROM log_segment AS s
    CROSS JOIN log_fact AS f
    -- The first words are those of the index, which holds nothing else.
    WHERE s.state IN ('prepared', 'locked') AND s.state = 'prepared'
        AND f.segment_no = s.segment_no
    UNION ALL
    -- In this order: of a year that is confirmed nothing is looked at; and of a year that nobody
    -- has confirmed yet no fact is, only the last of each segment: they are numbered from 0.
    SELECT s.seat_id, 0, 0,
        (SELECT max(f.idx) + 1 FROM log_fact AS f WHERE f.segment_no = s.segment_no), NULL
    FROM log_head AS h
    LEFT JOIN confirmed AS c ON c.seat_id = h.seat_id
    CROSS JOIN log_segment AS s
    LEFT JOIN confirmed_branch AS b ON b.hash = s.hash
    WHERE s.seat_id = h.seat_id AND s.seq > coalesce(c.seq, 0)
        AND s.state = 'published' AND s.service = 0 AND b.hash IS NULL
)
SELECT seat_id, sum(unsealed) AS unsealed, sum(prepared) AS prepared,
    coalesce(sum(unconfirmed), 0) AS unconfirmed, min(entered_ms) AS oldest_ms
FROM waiting
GROUP BY seat_id
ORDER BY seat_id
