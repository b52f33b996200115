SELECT s.segment_no, s.bytes, h.sign_key
FROM log_segment AS s
JOIN log_head AS h ON h.seat_id = s.seat_id
-- The first words are those of the index, which holds nothing else.
WHERE s.state IN ('prepared', 'locked') AND s.state = 'locked'
ORDER BY s.lamport
