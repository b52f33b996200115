-- Editions of a volume, or of all where none is named, without what was printed.
SELECT
    volume_id, class_id, term_id, edition, content_hash, file_hash,
    sheet_count, printed_on, fact_no
FROM volume_edition
WHERE :volume_id IS NULL OR volume_id = :volume_id
ORDER BY volume_id, edition
