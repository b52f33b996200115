INSERT INTO log_fact (
    segment_no, idx, seat_id, kind, register_key, lamport, control_no, data_no, batch_id,
    entered_ms, base, base_local, payload
) VALUES (
    :segment_no, :idx, :seat_id, :kind, :register_key, :lamport, :control_no, :data_no, :batch_id,
    :entered_ms, :base, :base_local, :payload
)
