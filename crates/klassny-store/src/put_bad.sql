INSERT INTO log_bad (name, reason, first_seen_at, last_tried_at, try_count)
VALUES (:name, :reason, :first, :last, :tries)
ON CONFLICT (name) DO UPDATE SET
    reason = excluded.reason,
    last_tried_at = excluded.last_tried_at,
    try_count = excluded.try_count
