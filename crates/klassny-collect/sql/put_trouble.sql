-- A school that could not be opened here: what is known of it from before stays.
UPDATE klassny.school
SET
    state = 'failed',
    trouble = $2,
    tried_at = timestamptz 'epoch' + $3::bigint * interval '1 millisecond'
WHERE called = $1
