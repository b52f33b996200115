-- Segments that wait for the control segment they follow, under a frontier that is whole.
SELECT s.segment_no, s.seat_id, s.seq, s.hash, s.prev_control,
    s.compartment = 3 AND s.state <> 'locked' AS control
FROM log_segment AS s
JOIN log_frontier AS f ON f.frontier_no = s.control_no
WHERE s.waits = 1 AND s.prev_control = :hash AND f.whole = 1
