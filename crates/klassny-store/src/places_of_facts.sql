-- Where sealed facts stand in the chains of their seats, and how wrong their author's clock was.
SELECT fact.fact_no, segment.seat_id, segment.seq, segment.hash, segment.clock_ahead_ms
FROM json_each(:facts) AS wanted
JOIN log_fact AS fact ON fact.fact_no = wanted.value
JOIN log_segment AS segment ON segment.segment_no = fact.segment_no
