INSERT INTO log_head (
    seat_id, sign_key, seq, hash, control_seq, control_hash, forked, certificate
) VALUES (:seat_id, :sign_key, 0, zeroblob(32), 0, zeroblob(32), 0, :certificate)
ON CONFLICT (seat_id) DO UPDATE SET certificate = excluded.certificate
