-- Marks of a term in each subject of a class, by value.
SELECT study_group.subject_id, final_mark.value, COUNT(*) AS entries
FROM study_group
JOIN final_mark ON final_mark.group_id = study_group.register_key
WHERE study_group.class_id = :class_id
    AND final_mark.term_id = :term_id
    AND final_mark.value IS NOT NULL
GROUP BY study_group.subject_id, final_mark.value
ORDER BY study_group.subject_id, final_mark.value
