-- What was entered in the journal by hand between two instants and counts, by its hour; what a
-- lesson was is read back, marks and absences are only counted.
SELECT f.seat_id, f.entered_ms, CASE WHEN f.kind IN (70, 71, 72) THEN f.payload END AS payload
FROM log_fact AS f
LEFT JOIN fact_state AS st ON st.fact_no = f.fact_no
WHERE f.entered_ms >= :from AND f.entered_ms < :until
    AND f.batch_id IS NULL AND f.kind BETWEEN 70 AND 78
    AND st.fact_no IS NULL
ORDER BY f.entered_ms, f.fact_no
