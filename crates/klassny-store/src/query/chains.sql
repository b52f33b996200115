-- Every seat with the time of its newest segment: what its author's clock said, never in the future
-- of its arrival, for a clock that runs ahead must not show a machine that fell silent as alive.
SELECT h.seat_id, h.forked, (
        SELECT min(s.received_at, coalesce((
            SELECT max(f.entered_ms) FROM log_fact AS f WHERE f.segment_no = s.segment_no
        ), s.received_at))
        FROM log_segment AS s
        WHERE s.seat_id = h.seat_id
        ORDER BY s.seq DESC LIMIT 1
    ) AS seen_ms
FROM log_head AS h
ORDER BY h.seat_id
