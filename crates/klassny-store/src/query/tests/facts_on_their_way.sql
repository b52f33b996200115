-- Four facts of one seat: unsealed, sealed and not on the share, on the share, read by another.
INSERT INTO log_segment (
    segment_no, hash, seat_id, seq, prev, prev_control, lamport, compartment, state, service,
    control_no, waits, received_at, newer, bytes
)
SELECT
    value, CAST(printf('%032d', value) AS BLOB), CAST('seat-00000000001' AS BLOB), 4 - value,
    zeroblob(32), zeroblob(32), value, 1, IIF(value = 1, 'prepared', 'published'), 0,
    1, 0, value * 10 + 20, 0, zeroblob(1)
FROM json_each('[1, 2, 3]');

INSERT INTO log_fact (
    fact_no, segment_no, idx, seat_id, kind, register_key, control_no, batch_id, entered_ms, base,
    base_local, payload
)
SELECT
    value, NULLIF(value - 1, 0), 0, CAST('seat-00000000001' AS BLOB), 74, randomblob(16), 1,
    IIF(value = 4, zeroblob(16), NULL), value, zeroblob(0), zeroblob(0), zeroblob(1)
FROM json_each('[1, 2, 3, 4]');

INSERT INTO confirmed (seat_id, seq) VALUES (CAST('seat-00000000001' AS BLOB), 1);
