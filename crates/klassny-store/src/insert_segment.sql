INSERT INTO log_segment (
    hash, seat_id, seq, prev, prev_control, lamport, compartment, state, service, data_no,
    control_no, waits, received_at, bytes
) VALUES (
    :hash, :seat_id, :seq, :prev, :prev_control, :lamport, :compartment, :state, 0, :data_no,
    :control_no, :waits, :received_at, :bytes
)
