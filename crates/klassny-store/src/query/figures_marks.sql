-- Marks of each subject of a class between two days, by value.
SELECT study_group.subject_id, mark.value, COUNT(*) AS entries
FROM study_group
JOIN mark ON mark.group_id = study_group.register_key
WHERE study_group.class_id = :class_id
    AND mark.date BETWEEN :from AND :to
    AND mark.value IS NOT NULL
GROUP BY study_group.subject_id, mark.value
ORDER BY study_group.subject_id, mark.value
