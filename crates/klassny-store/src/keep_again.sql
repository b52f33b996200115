UPDATE log_fact
SET kind = :kind, register_key = :register_key, batch_id = :batch_id, entered_ms = :entered_ms,
    base = :base, payload = :payload
WHERE segment_no = :segment_no AND idx = :idx
