-- Lessons missed and lessons somebody was late for, in each subject of a class between two days.
SELECT
    study_group.subject_id,
    SUM(attendance.presence = 'absent') AS absent,
    SUM(attendance.presence = 'late') AS late
FROM study_group
JOIN attendance ON attendance.group_id = study_group.register_key
WHERE study_group.class_id = :class_id AND attendance.date BETWEEN :from AND :to
GROUP BY study_group.subject_id
ORDER BY study_group.subject_id
