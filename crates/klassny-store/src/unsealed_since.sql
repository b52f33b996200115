-- When the first segment came, after the newest seal, in which somebody stated something. The first
-- by its number: where no witness seals for months, each look would else read all that came since.
SELECT later.received_at AS since
FROM log_segment AS later
WHERE later.service = 0
  AND later.segment_no > coalesce(
      (SELECT seal.segment_no FROM log_segment AS seal WHERE seal.hash = :hash), 0)
ORDER BY later.segment_no
LIMIT 1
