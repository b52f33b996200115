SELECT s.seat_id, s.seq, s.hash, length(s.bytes) AS len, coalesce(s.seq <= c.seq, 0) AS confirmed
FROM log_segment AS s
LEFT JOIN confirmed AS c ON c.seat_id = s.seat_id
WHERE s.seat_id = :seat_id AND s.state <> 'prepared'
ORDER BY s.seq, s.hash
