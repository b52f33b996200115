-- Pupils who stood on the list of a class between two days, once for each time they came.
SELECT
    pupil.register_key, pupil.file_number, pupil.surname, pupil.given, pupil.patronymic, pupil.sex,
    pupil.born_on, enrolment.from_on, enrolment.until_on, enrolment.order_in, enrolment.order_out,
    enrolment.note
FROM enrolment
JOIN pupil ON pupil.register_key = enrolment.pupil_id
WHERE enrolment.class_id = :class_id
    AND enrolment.from_on <= :to
    AND (enrolment.until_on IS NULL
        OR enrolment.until_on > :from AND enrolment.until_on > enrolment.from_on)
ORDER BY enrolment.from_on, pupil.surname, pupil.given, pupil.patronymic, pupil.register_key
