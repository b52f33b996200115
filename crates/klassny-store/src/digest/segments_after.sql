-- The hashes of what came after a segment, of attestations apart.
SELECT hash
FROM log_segment
WHERE segment_no > :after AND segment_no <= :until AND service = 0
