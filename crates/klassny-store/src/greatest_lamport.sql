SELECT coalesce(max(lamport), 0) AS lamport
FROM log_segment
WHERE lamport <= :ahead + (SELECT max(segment_no) FROM log_segment)
