-- Segments that wait under a control frontier which is whole now.
SELECT segment_no, seat_id, seq, hash, prev_control, compartment = 3 AND state <> 'locked' AS control
FROM log_segment
WHERE waits = 1 AND control_no = :number
