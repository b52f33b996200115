INSERT INTO klassny.figures (
    called, year, term_kind, term_number, grade, letter, subject, closed, held, not_held,
    without_topic, pupils, absent, late, marks, finals
)
VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15::text::jsonb, $16::text::jsonb
)
