SELECT h.forked, h.seq, h.hash, h.control_hash, s.data_no
FROM log_head AS h
LEFT JOIN log_segment AS s ON s.hash = h.hash
WHERE h.seat_id = :seat_id
