-- The heads of every branch of a forked control chain; what does not wait has all under it here.
SELECT s.seq, s.hash
FROM log_segment AS s
WHERE s.seat_id = :seat_id AND s.compartment = 3 AND s.waits = 0 AND s.state <> 'locked'
    AND NOT EXISTS (
        SELECT 1 FROM log_segment AS n
        WHERE n.seat_id = :seat_id AND n.compartment = 3 AND n.waits = 0 AND n.state <> 'locked'
            AND n.prev_control = s.hash
    )
