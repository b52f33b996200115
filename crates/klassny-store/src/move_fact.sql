UPDATE log_fact
SET segment_no = :segment_no,
    idx = :idx,
    lamport = :lamport,
    control_no = :control_no,
    data_no = NULL,
    base = :base,
    base_local = x''
WHERE fact_no = :fact
