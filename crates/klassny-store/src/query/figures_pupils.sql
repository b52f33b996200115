-- Pupils who have a mark or an absence in each subject of a class between two days: how few people
-- the figures of the subject are about.
SELECT subject_id, COUNT(DISTINCT pupil_id) AS pupils
FROM (
    SELECT study_group.subject_id, mark.pupil_id
    FROM study_group
    JOIN mark ON mark.group_id = study_group.register_key
    WHERE study_group.class_id = :class_id
        AND mark.date BETWEEN :from AND :to
        AND mark.value IS NOT NULL
    UNION
    SELECT study_group.subject_id, attendance.pupil_id
    FROM study_group
    JOIN attendance ON attendance.group_id = study_group.register_key
    WHERE study_group.class_id = :class_id
        AND attendance.date BETWEEN :from AND :to
        AND attendance.presence <> 'present'
    UNION
    SELECT study_group.subject_id, final_mark.pupil_id
    FROM study_group
    JOIN final_mark ON final_mark.group_id = study_group.register_key
    WHERE study_group.class_id = :class_id
        AND final_mark.term_id = :term_id
        AND final_mark.value IS NOT NULL
)
GROUP BY subject_id
ORDER BY subject_id
