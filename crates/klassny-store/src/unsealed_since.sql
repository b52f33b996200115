-- When the first segment came, after the newest seal, in which somebody stated something.
SELECT min(later.received_at) AS since
FROM log_segment AS later
WHERE later.service = 0
  AND later.segment_no > coalesce(
      (SELECT seal.segment_no FROM log_segment AS seal WHERE seal.hash = :hash), 0)
