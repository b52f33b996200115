-- Whether a seal's frontier is kept here, and whether anything came after it that somebody stated.
SELECT seal.data_no IS NOT NULL AS sealed_here, EXISTS (
    SELECT 1 FROM log_segment AS later
    WHERE later.segment_no > seal.segment_no AND later.service = 0
) AS news
FROM log_segment AS seal
WHERE seal.hash = :hash
