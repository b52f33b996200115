-- How a school stands; when it was last whole is kept where this look did not get so far.
INSERT INTO klassny.school (
    called, school_id, name, city, state, trouble, tried_at, collected_at, segments, gaps, bad,
    set_aside, unread
)
VALUES (
    $1, $2, $3, $4, $5, $6,
    timestamptz 'epoch' + $7::bigint * interval '1 millisecond',
    CASE WHEN $5 = 'ok' THEN timestamptz 'epoch' + $7::bigint * interval '1 millisecond' END,
    $8, $9, $10, $11, $12
)
ON CONFLICT (called) DO UPDATE SET
    school_id = excluded.school_id,
    name = excluded.name,
    city = excluded.city,
    state = excluded.state,
    trouble = excluded.trouble,
    tried_at = excluded.tried_at,
    collected_at = coalesce(excluded.collected_at, klassny.school.collected_at),
    segments = excluded.segments,
    gaps = excluded.gaps,
    bad = excluded.bad,
    set_aside = excluded.set_aside,
    unread = excluded.unread
