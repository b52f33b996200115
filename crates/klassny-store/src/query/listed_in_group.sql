-- Pupils of a group between two days: of a whole class those on its list, of a subgroup those
-- named for it while they are on the list. An order belongs to the class list, not to a subgroup.
WITH listed AS (
    SELECT
        enrolment.pupil_id, enrolment.note,
        MAX(enrolment.from_on, COALESCE(member.from_on, enrolment.from_on)) AS from_on,
        MIN(
            COALESCE(enrolment.until_on, '9999-12-31'), COALESCE(member.until_on, '9999-12-31')
        ) AS until_on,
        IIF(member.from_on > enrolment.from_on, '', enrolment.order_in) AS order_in,
        IIF(
            member.until_on < COALESCE(enrolment.until_on, '9999-12-31'), '', enrolment.order_out
        ) AS order_out
    FROM study_group
    JOIN enrolment ON enrolment.class_id = study_group.class_id
    LEFT JOIN group_member AS member
        ON member.group_id = study_group.register_key
        AND member.pupil_id = enrolment.pupil_id
        AND study_group.subgroup > 0
    WHERE study_group.register_key = :group_id
        AND (study_group.subgroup = 0 OR member.pupil_id IS NOT NULL)
)
SELECT
    pupil.register_key, pupil.file_number, pupil.surname, pupil.given, pupil.patronymic, pupil.sex,
    pupil.born_on, listed.from_on, NULLIF(listed.until_on, '9999-12-31') AS until_on,
    listed.order_in, listed.order_out, listed.note
FROM listed
JOIN pupil ON pupil.register_key = listed.pupil_id
WHERE listed.from_on <= :to AND listed.until_on > :from AND listed.until_on > listed.from_on
ORDER BY listed.from_on, pupil.surname, pupil.given, pupil.patronymic, pupil.register_key
