-- Closings of an academic year, each with the reason of its reopening.
SELECT
    year_close.register_key, year_close.year_id, year_close.ordinal, year_close.note,
    year_close.fact_no, year_reopen.reason AS reopened
FROM year_close
LEFT JOIN year_reopen ON year_reopen.register_key = year_close.register_key
WHERE year_close.year_id = :year_id
ORDER BY year_close.ordinal, year_close.register_key
