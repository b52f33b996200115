-- What a district sees of its schools: figures without people (decision 0021). Nothing here is a
-- source: `klassny-collect rebuild` makes all of it anew from the schools' segments.
CREATE SCHEMA IF NOT EXISTS klassny;

CREATE TABLE IF NOT EXISTS klassny.school (
    -- the name the district gave it when it was enrolled
    called text PRIMARY KEY,
    school_id bytea NOT NULL UNIQUE CHECK (octet_length(school_id) = 16),
    name text NOT NULL,
    city text NOT NULL,
    -- how the last look at its store went
    state text NOT NULL CHECK (state IN ('ok', 'away', 'not_ours', 'damaged', 'ended', 'failed')),
    -- what went wrong, for people; empty where nothing did
    trouble text NOT NULL,
    tried_at timestamptz NOT NULL,
    -- when everything there was had last been verified and taken
    collected_at timestamptz,
    segments bigint NOT NULL,
    -- records named by others and not there; files that could not be taken
    gaps integer NOT NULL,
    bad integer NOT NULL,
    -- facts kept without counting: beyond their author's rights, late, cut off
    set_aside bigint NOT NULL,
    -- segments this machine has no key for: the personal cards, which it never asks for
    unread bigint NOT NULL
);

CREATE TABLE IF NOT EXISTS klassny.class (
    called text NOT NULL REFERENCES klassny.school ON DELETE CASCADE,
    year text NOT NULL,
    grade smallint NOT NULL,
    letter text NOT NULL,
    -- pupils on the list on the day of the figures; null where they are fewer than five
    pupils integer,
    PRIMARY KEY (called, year, grade, letter)
);

CREATE TABLE IF NOT EXISTS klassny.figures (
    called text NOT NULL REFERENCES klassny.school ON DELETE CASCADE,
    year text NOT NULL,
    term_kind text NOT NULL CHECK (term_kind IN ('quarter', 'half_year', 'trimester')),
    term_number smallint NOT NULL,
    grade smallint NOT NULL,
    letter text NOT NULL,
    subject text NOT NULL,
    closed boolean NOT NULL,
    held integer NOT NULL,
    not_held integer NOT NULL,
    without_topic integer NOT NULL,
    -- all below is null where it would be about fewer than five pupils
    pupils integer,
    absent integer,
    late integer,
    -- how often each value was given: {"5": 12, "not_attested": 1}
    marks jsonb,
    finals jsonb,
    CHECK ((pupils IS NULL) = (absent IS NULL AND late IS NULL AND marks IS NULL AND finals IS NULL)),
    PRIMARY KEY (called, year, term_kind, term_number, grade, letter, subject)
);
