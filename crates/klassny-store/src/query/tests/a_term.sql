-- A term of 480 groups: 39 lessons each, ten marks and one absence at a lesson, entered day
-- by day, so that the rows of a group do not come together by themselves.
INSERT INTO mark
WITH RECURSIVE
    lesson (number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM lesson WHERE number < 38),
    study (number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM study WHERE number < 479),
    pupil (number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM pupil WHERE number < 9)
SELECT
    randomblob(16), CAST(printf('%016d', study.number) AS BLOB),
    date('2026-09-01', printf('+%d days', lesson.number)), 1, 0, 0,
    CAST(printf('%016d', (lesson.number * 7 + pupil.number * 3) % 26) AS BLOB),
    '4', NULL, '', 1, 1
FROM lesson, study, pupil;

INSERT INTO attendance
SELECT
    randomblob(16), group_id, date, bell, lesson_ordinal, pupil_id, 'absent', NULL, 1, 1
FROM mark
GROUP BY date, group_id;

INSERT INTO lesson_record
SELECT randomblob(16), group_id, date, bell, lesson_ordinal, NULL, randomblob(16), 1, 1, 1
FROM attendance;

INSERT INTO lesson_topic
SELECT
    randomblob(16), group_id, date, bell, lesson_ordinal, 'Сложение и вычитание дробей', NULL, NULL,
    1, 1
FROM attendance;

INSERT INTO homework
SELECT
    randomblob(16), group_id, date, bell, lesson_ordinal, 'set', 'п. 12, № 120–124', NULL, 1, 1
FROM attendance;

INSERT INTO assignment
SELECT randomblob(16), group_id, date, bell, lesson_ordinal, 0, 'oral', 10, '', 1, 1
FROM attendance;
