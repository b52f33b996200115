INSERT INTO log_segment (
    hash, seat_id, seq, prev, prev_control, lamport, compartment, state, service, data_no,
    control_no, waits, received_at, clock_ahead_ms, newer, bytes
) VALUES (
    :hash, :seat_id, :seq, :prev, :prev_control, :lamport, :compartment, :state, 0, :data_no,
    :control_no, :waits, :received_at, :clock_ahead_ms, 0, :bytes
)
