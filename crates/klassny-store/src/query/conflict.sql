-- Groups with registers that have more than one tip, by the indexes made for it (P6).
SELECT group_id, COUNT(*) AS conflicts
FROM (
    SELECT group_id FROM lesson_record WHERE tips > 1
    UNION ALL
    SELECT group_id FROM lesson_topic WHERE tips > 1
    UNION ALL
    SELECT group_id FROM homework WHERE tips > 1
    UNION ALL
    SELECT group_id FROM assignment WHERE tips > 1
    UNION ALL
    SELECT group_id FROM mark WHERE tips > 1
    UNION ALL
    SELECT group_id FROM attendance WHERE tips > 1
    UNION ALL
    SELECT group_id FROM absence_excuse WHERE tips > 1
    UNION ALL
    SELECT group_id FROM final_mark WHERE tips > 1
)
GROUP BY group_id
