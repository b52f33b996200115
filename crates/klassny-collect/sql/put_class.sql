INSERT INTO klassny.class (called, year, grade, letter, pupils)
VALUES ($1, $2, $3, $4, $5)
