INSERT INTO log_head (
    seat_id, sign_key, seq, hash, control_seq, control_hash, forked, certificate
) VALUES (:seat_id, :sign_key, 0, zeroblob(32), 0, zeroblob(32), 0, :certificate)
ON CONFLICT (seat_id) DO UPDATE SET
    certificate = coalesce(certificate, excluded.certificate),
    forked = max(forked, EXISTS (
        SELECT 1 FROM log_segment
        WHERE seat_id = :seat_id AND seq = :seq AND hash <> :hash
    ))
