UPDATE log_head
SET control_seq = iif(control_hash = :prev_control AND :seq > control_seq, :seq, control_seq),
    forked = max(forked, control_hash <> :prev_control OR :seq <= control_seq),
    control_hash = iif(control_hash = :prev_control AND :seq > control_seq, :hash, control_hash)
WHERE seat_id = :seat_id
