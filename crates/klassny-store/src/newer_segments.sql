-- Segments of which a newer program reads more, in the order of the log.
SELECT segment.segment_no, segment.state = 'locked' AS locked, segment.bytes, head.sign_key
FROM log_segment AS segment
JOIN log_head AS head ON head.seat_id = segment.seat_id
WHERE segment.newer = 1
-- The sign keeps to the index of what is marked, which is little.
ORDER BY +segment.lamport, segment.hash
