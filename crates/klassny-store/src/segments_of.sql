SELECT s.seat_id, s.seq, s.hash, length(s.bytes) AS len,
    coalesce(s.seq <= c.seq, b.hash IS NOT NULL) AS confirmed
FROM log_segment AS s
LEFT JOIN confirmed AS c ON c.seat_id = s.seat_id
LEFT JOIN confirmed_branch AS b ON b.hash = s.hash
WHERE s.seat_id = :seat_id AND s.state <> 'prepared'
ORDER BY s.seq, s.hash
