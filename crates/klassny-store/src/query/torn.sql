-- Registers with more than one tip, by the indexes made for it (P6).
SELECT 70 AS kind, register_key, group_id FROM lesson_record WHERE tips > 1
UNION ALL
SELECT 71, register_key, group_id FROM lesson_topic WHERE tips > 1
UNION ALL
SELECT 72, register_key, group_id FROM homework WHERE tips > 1
UNION ALL
SELECT 73, register_key, group_id FROM assignment WHERE tips > 1
UNION ALL
SELECT 74, register_key, group_id FROM mark WHERE tips > 1
UNION ALL
SELECT 75, register_key, group_id FROM attendance WHERE tips > 1
UNION ALL
SELECT 76, register_key, group_id FROM absence_excuse WHERE tips > 1
UNION ALL
SELECT 77, register_key, group_id FROM final_mark WHERE tips > 1
