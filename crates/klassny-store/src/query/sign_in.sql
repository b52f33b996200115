-- People with a seat on a device that is not taken away, each with the newest of them.
WITH newest AS (
    SELECT staff_id, register_key AS seat_id, MAX(fact_no) AS fact_no
    FROM seat_certificate
    WHERE device_id = :device_id
        AND register_key NOT IN (
            SELECT ended.register_key FROM seat_revocation AS ended
            LEFT JOIN revocation_cosign AS said ON said.register_key = ended.register_key
            WHERE ended.root IS NOT NULL OR coalesce(said.agrees, 1) = 1
        )
    GROUP BY staff_id
)
SELECT
    staff_member.register_key, staff_member.personnel_number, staff_member.surname,
    staff_member.given, staff_member.patronymic, staff_member.position, staff_member.hired_on,
    staff_member.left_on, newest.seat_id
FROM newest
JOIN staff_member ON staff_member.register_key = newest.staff_id
WHERE staff_member.left_on IS NULL OR staff_member.left_on > :day
ORDER BY staff_member.surname, staff_member.given, staff_member.patronymic,
    staff_member.register_key
