-- Lessons of each subject of a class between two days: held, not held, held without a topic.
SELECT
    study_group.subject_id,
    SUM(record.not_held_reason IS NULL) AS held,
    SUM(record.not_held_reason IS NOT NULL) AS not_held,
    SUM(record.not_held_reason IS NULL AND COALESCE(topic.text, '') = '') AS without_topic
FROM study_group
JOIN lesson_record AS record ON record.group_id = study_group.register_key
LEFT JOIN lesson_topic AS topic
    ON topic.group_id = record.group_id
    AND topic.date = record.date
    AND topic.bell = record.bell
    AND topic.lesson_ordinal = record.lesson_ordinal
WHERE study_group.class_id = :class_id AND record.date BETWEEN :from AND :to
GROUP BY study_group.subject_id
ORDER BY study_group.subject_id
