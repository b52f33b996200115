-- Why: the truth of a replica: segments as sealed or received, facts made here and not sealed yet,
-- and how far each seat's chain is held. Later migrations may only add to log_ tables.

CREATE TABLE log_meta (
    key TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Segments, own and others', byte for byte as they stand on the share.
CREATE TABLE log_segment (
    segment_no INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    seat_id BLOB NOT NULL CHECK (length(seat_id) = 16),
    seq INTEGER NOT NULL CHECK (seq > 0),
    prev BLOB NOT NULL CHECK (length(prev) = 32),
    prev_control BLOB NOT NULL CHECK (length(prev_control) = 32),
    lamport INTEGER NOT NULL,
    compartment INTEGER NOT NULL,
    -- own: prepared, then published; another seat's: received; locked while its key is not here
    state TEXT NOT NULL CHECK (state IN ('prepared', 'published', 'received', 'locked')),
    -- 1 where every fact is an ack: acks are never acked
    service INTEGER NOT NULL CHECK (service IN (0, 1)),
    -- own segments: the data frontier they were sealed under, for the next one's delta
    data_no INTEGER,
    -- the control frontier of the header
    control_no INTEGER NOT NULL,
    -- 1 while some of the control log under it is not here: its facts are not judged yet
    waits INTEGER NOT NULL CHECK (waits IN (0, 1)),
    received_at INTEGER NOT NULL,
    -- how far its author's clock was ahead of the share's at sealing, by the header's own word
    clock_ahead_ms INTEGER,
    -- 1 where this program does not understand all of it: a newer one reads it again
    newer INTEGER NOT NULL CHECK (newer IN (0, 1)),
    bytes BLOB NOT NULL
) STRICT;

CREATE INDEX log_segment_chain ON log_segment (seat_id, seq);
CREATE INDEX log_segment_lamport ON log_segment (lamport);
CREATE INDEX log_segment_state ON log_segment (state) WHERE state IN ('prepared', 'locked');
CREATE INDEX log_segment_newer ON log_segment (segment_no) WHERE newer = 1;
CREATE INDEX log_segment_waits ON log_segment (control_no) WHERE waits = 1;
CREATE INDEX log_segment_waits_for ON log_segment (prev_control) WHERE waits = 1;

-- Facts of all segments, and facts made here that wait for sealing (segment_no is null).
CREATE TABLE log_fact (
    fact_no INTEGER PRIMARY KEY,
    segment_no INTEGER,
    idx INTEGER NOT NULL,
    seat_id BLOB NOT NULL CHECK (length(seat_id) = 16),
    kind INTEGER NOT NULL,
    register_key BLOB NOT NULL CHECK (length(register_key) = 16),
    lamport INTEGER,
    -- the control frontier the fact was made under; the data frontier only until it is sealed
    control_no INTEGER NOT NULL,
    data_no INTEGER,
    batch_id BLOB CHECK (length(batch_id) = 16),
    entered_ms INTEGER NOT NULL,
    -- ids of the facts replaced, 18 bytes each, and of those not sealed then, fact_no in 8 bytes
    base BLOB NOT NULL,
    base_local BLOB NOT NULL,
    payload BLOB NOT NULL
) STRICT;

CREATE INDEX log_fact_register ON log_fact (register_key, kind);
CREATE UNIQUE INDEX log_fact_segment ON log_fact (segment_no, idx) WHERE segment_no IS NOT NULL;
CREATE INDEX log_fact_outbox ON log_fact (seat_id, fact_no) WHERE segment_no IS NULL;
-- Facts that give or take rights, and the frame they are judged in, are read whole at a start.
CREATE INDEX log_fact_control ON log_fact (kind)
    WHERE kind IN (3, 9, 21, 22, 26, 27, 28, 51, 90, 91, 92, 93, 94, 97, 98, 120, 121, 122, 123, 127, 140);
-- What devices acknowledge is counted anew when what they are turns.
CREATE INDEX log_fact_ack ON log_fact (fact_no) WHERE kind = 124;
-- Keys are taken from what states them before it is judged.
CREATE INDEX log_fact_keys ON log_fact (fact_no) WHERE kind = 130;
-- Seals of witnesses and what voids them: what is known of when a fact was made.
CREATE INDEX log_fact_seal ON log_fact (kind, fact_no) WHERE kind IN (135, 136);
-- What was entered in the journal by hand, by its hour: the report on keeping to the plan of entry.
CREATE INDEX log_fact_entered ON log_fact (entered_ms)
    WHERE batch_id IS NULL AND kind BETWEEN 70 AND 78;
CREATE INDEX log_fact_batch ON log_fact (batch_id) WHERE batch_id IS NOT NULL;

-- Heads of chains, 56 bytes each (seat, seq, hash), as facts were made under them (D4, D5).
CREATE TABLE log_frontier (
    frontier_no INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    -- 1 once every head is here, as a control frontier, with all that is under it
    whole INTEGER NOT NULL CHECK (whole IN (0, 1)),
    -- a head that is not, while it is not whole and some segment waits for it
    missing BLOB CHECK (length(missing) = 32),
    heads BLOB NOT NULL
) STRICT;

CREATE INDEX log_frontier_missing ON log_frontier (missing) WHERE missing IS NOT NULL;

-- How far each seat's chain is held without a gap, and its control chain likewise; of a forked
-- chain, along one branch.
CREATE TABLE log_head (
    seat_id BLOB PRIMARY KEY CHECK (length(seat_id) = 16),
    sign_key BLOB NOT NULL CHECK (length(sign_key) = 32),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    control_seq INTEGER NOT NULL,
    control_hash BLOB NOT NULL CHECK (length(control_hash) = 32),
    -- 1 once two segments were seen at one place of the chain, or of the control chain in it
    forked INTEGER NOT NULL CHECK (forked IN (0, 1)),
    -- the root's certificate of an administrator's seat, from its first segment
    certificate BLOB
) STRICT, WITHOUT ROWID;

CREATE INDEX log_head_forked ON log_head (seat_id) WHERE forked = 1;

-- Keys of the school's compartments (P3), by the id that is made from each. The replica itself is
-- encrypted.
CREATE TABLE log_key (
    key_id BLOB PRIMARY KEY CHECK (length(key_id) = 16),
    compartment INTEGER NOT NULL,
    -- 1 is the first key of the compartment; of later numbers there may be several
    epoch INTEGER NOT NULL,
    key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT, WITHOUT ROWID;

-- Files of homework whose encrypted bytes lie beside the replica, by the hash of those bytes.
CREATE TABLE log_blob (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    len INTEGER NOT NULL,
    -- made here: waits for the share, then published; another machine's: received; dropped where
    -- its bytes were given up for newer ones and are read from the share again when wanted
    state TEXT NOT NULL CHECK (state IN ('waits', 'published', 'received', 'dropped')),
    kept_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX log_blob_waits ON log_blob (kept_at) WHERE state = 'waits';

-- Files of the share that could not be taken, with the reason, to be tried again (P5).
CREATE TABLE log_bad (
    name TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    first_seen_at INTEGER NOT NULL,
    last_tried_at INTEGER NOT NULL,
    try_count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What is judged of each fact: a projection of the log, made again by a rebuild.
CREATE TABLE fact_state (
    fact_no INTEGER PRIMARY KEY,
    -- valid facts have no row here, so that a healthy journal costs nothing
    state TEXT NOT NULL CHECK (state IN ('held', 'cut', 'late', 'batch', 'unpermitted', 'unknown')),
    reason TEXT NOT NULL
) STRICT;

-- The highest place of each chain that another device has acknowledged (D7): a projection.
CREATE TABLE confirmed (
    seat_id BLOB PRIMARY KEY CHECK (length(seat_id) = 16),
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Of forked chains, the segments that another device has acknowledged: a projection.
CREATE TABLE confirmed_branch (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    seat_id BLOB NOT NULL CHECK (length(seat_id) = 16)
) STRICT, WITHOUT ROWID;
