SELECT count(*) AS kept
FROM log_segment AS s
JOIN log_fact AS f ON f.segment_no = s.segment_no
WHERE s.seat_id = :seat_id
