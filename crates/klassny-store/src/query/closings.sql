-- Closings of a class, each with the reason of its reopening.
SELECT
    term_close.register_key, term_close.class_id, term_close.term_id, term_close.ordinal,
    term_close.fact_no, term_reopen.reason AS reopened
FROM term_close
LEFT JOIN term_reopen ON term_reopen.register_key = term_close.register_key
WHERE term_close.class_id = :class_id
ORDER BY term_close.term_id, term_close.ordinal, term_close.register_key
