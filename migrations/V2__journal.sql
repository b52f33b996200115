-- Why: what people ask for, one table a noun, projected from the log and made again by a rebuild.
--
-- Each row is the value of one register: `register_key` names it, `fact_no` is the fact that
-- won, `tips` counts the facts no other replaces; more than one is a conflict for people.
-- A noun with one id has that id as its register key (Change::register), and no second column.
-- Facts arrive in any order, so nothing here refers to another table.
-- Dates are ISO text, times HH:MM:SS, instants milliseconds of UTC, sets of grades bit masks;
-- `until_on` is the first day no longer in. Lists of name and value are JSON.

-- The frame of the school.

CREATE TABLE school_profile (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    name TEXT NOT NULL,
    full_name TEXT NOT NULL,
    founder TEXT NOT NULL,
    city TEXT NOT NULL,
    director TEXT NOT NULL,
    requisites TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE academic_year (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    name TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE term (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    year_id BLOB NOT NULL CHECK (length(year_id) = 16),
    kind TEXT NOT NULL CHECK (kind IN ('quarter', 'half_year', 'trimester')),
    number INTEGER NOT NULL,
    grades INTEGER NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE school_break (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    year_id BLOB NOT NULL CHECK (length(year_id) = 16),
    kind TEXT NOT NULL CHECK (kind IN ('holidays', 'public_holiday', 'closure')),
    name TEXT NOT NULL,
    grades INTEGER NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    stands INTEGER NOT NULL CHECK (stands IN (0, 1)),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE school_week (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    year_id BLOB NOT NULL CHECK (length(year_id) = 16),
    grades INTEGER NOT NULL,
    days INTEGER NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE bell (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    year_id BLOB NOT NULL CHECK (length(year_id) = 16),
    grades INTEGER NOT NULL,
    from_on TEXT NOT NULL,
    -- unlike elsewhere: the last day it rings
    last_on TEXT NOT NULL,
    number INTEGER NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE load_limit (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    year_id BLOB NOT NULL CHECK (length(year_id) = 16),
    grade INTEGER NOT NULL,
    hours INTEGER NOT NULL,
    weeks INTEGER NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE workstation (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    number INTEGER NOT NULL,
    place TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE regulation (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    preset TEXT NOT NULL,
    settings TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- People and groups.

CREATE TABLE subject (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    name TEXT NOT NULL,
    short TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE school_class (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    year_id BLOB NOT NULL CHECK (length(year_id) = 16),
    grade INTEGER NOT NULL,
    letter TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE study_group (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    class_id BLOB NOT NULL CHECK (length(class_id) = 16),
    subject_id BLOB NOT NULL CHECK (length(subject_id) = 16),
    subgroup INTEGER NOT NULL,
    week_hours_quarters INTEGER NOT NULL,
    division TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX study_group_class ON study_group (class_id);

CREATE TABLE group_member (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    group_id BLOB NOT NULL CHECK (length(group_id) = 16),
    pupil_id BLOB NOT NULL CHECK (length(pupil_id) = 16),
    from_on TEXT NOT NULL,
    until_on TEXT,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX group_member_group ON group_member (group_id);

CREATE TABLE staff_member (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    personnel_number TEXT NOT NULL,
    surname TEXT NOT NULL,
    given TEXT NOT NULL,
    patronymic TEXT NOT NULL,
    position TEXT NOT NULL,
    hired_on TEXT,
    left_on TEXT,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE staff_card (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    fields TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE role_grant (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    staff_id BLOB NOT NULL CHECK (length(staff_id) = 16),
    role TEXT NOT NULL CHECK (role IN (
        'teacher', 'deputy', 'director', 'clerk', 'administrator', 'diary_keeper',
        'medical_worker', 'extra_education_head', 'educator', 'document_flow_head',
        'data_protection', 'union_chair'
    )),
    from_on TEXT NOT NULL,
    until_on TEXT,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE class_teacher (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    class_id BLOB NOT NULL CHECK (length(class_id) = 16),
    staff_id BLOB NOT NULL CHECK (length(staff_id) = 16),
    from_on TEXT NOT NULL,
    until_on TEXT,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE load (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    group_id BLOB NOT NULL CHECK (length(group_id) = 16),
    staff_id BLOB NOT NULL CHECK (length(staff_id) = 16),
    from_on TEXT NOT NULL,
    until_on TEXT,
    room TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX load_group ON load (group_id);
CREATE INDEX load_staff ON load (staff_id);

CREATE TABLE pupil (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    file_number TEXT NOT NULL,
    surname TEXT NOT NULL,
    given TEXT NOT NULL,
    patronymic TEXT NOT NULL,
    sex TEXT NOT NULL CHECK (sex IN ('male', 'female')),
    born_on TEXT,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE pupil_card (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    snils TEXT NOT NULL,
    address TEXT NOT NULL,
    phone TEXT NOT NULL,
    study_form TEXT NOT NULL CHECK (study_form IN ('full_time', 'home')),
    health_group TEXT NOT NULL,
    uid TEXT NOT NULL,
    note TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE guardian (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    pupil_id BLOB NOT NULL CHECK (length(pupil_id) = 16),
    ordinal INTEGER NOT NULL,
    name TEXT NOT NULL,
    kinship TEXT NOT NULL,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    electronic TEXT NOT NULL CHECK (electronic IN ('unknown', 'agreed', 'refused')),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX guardian_pupil ON guardian (pupil_id);

CREATE TABLE enrolment (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    pupil_id BLOB NOT NULL CHECK (length(pupil_id) = 16),
    class_id BLOB NOT NULL CHECK (length(class_id) = 16),
    from_on TEXT NOT NULL,
    until_on TEXT,
    order_in TEXT NOT NULL,
    order_out TEXT NOT NULL,
    note TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX enrolment_class ON enrolment (class_id);
CREATE INDEX enrolment_pupil ON enrolment (pupil_id);

CREATE TABLE movement (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    number TEXT NOT NULL,
    ordered_on TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('arrival', 'departure', 'transfer', 'home_study')),
    pupil_id BLOB NOT NULL CHECK (length(pupil_id) = 16),
    from_class_id BLOB CHECK (length(from_class_id) = 16),
    to_class_id BLOB CHECK (length(to_class_id) = 16),
    place TEXT NOT NULL,
    reason TEXT NOT NULL,
    effective_on TEXT NOT NULL,
    entered_on TEXT,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE course (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    year_id BLOB NOT NULL CHECK (length(year_id) = 16),
    kind TEXT NOT NULL CHECK (kind IN ('extended_day', 'extra_education', 'extracurricular')),
    name TEXT NOT NULL,
    program TEXT NOT NULL,
    leader_id BLOB CHECK (length(leader_id) = 16),
    schedule TEXT NOT NULL,
    room TEXT NOT NULL,
    year_hours INTEGER NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE course_member (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    course_id BLOB NOT NULL CHECK (length(course_id) = 16),
    pupil_id BLOB NOT NULL CHECK (length(pupil_id) = 16),
    listed INTEGER NOT NULL CHECK (listed IN (0, 1)),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Plans and time.

CREATE TABLE timetable_slot (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    year_id BLOB NOT NULL CHECK (length(year_id) = 16),
    group_id BLOB NOT NULL CHECK (length(group_id) = 16),
    weekday TEXT NOT NULL
        CHECK (weekday IN ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')),
    bell INTEGER NOT NULL,
    staff_id BLOB NOT NULL CHECK (length(staff_id) = 16),
    room TEXT NOT NULL,
    from_on TEXT NOT NULL,
    until_on TEXT,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX timetable_slot_group ON timetable_slot (group_id);
CREATE INDEX timetable_slot_staff ON timetable_slot (staff_id);

CREATE TABLE substitution (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    group_id BLOB NOT NULL CHECK (length(group_id) = 16),
    date TEXT NOT NULL,
    bell INTEGER NOT NULL,
    absent_id BLOB NOT NULL CHECK (length(absent_id) = 16),
    reason TEXT NOT NULL,
    document TEXT NOT NULL,
    kind TEXT NOT NULL
        CHECK (kind IN ('substitute', 'other_subject', 'joined_groups', 'not_held')),
    substitute_id BLOB CHECK (length(substitute_id) = 16),
    taught_group_id BLOB CHECK (length(taught_group_id) = 16),
    hours INTEGER NOT NULL,
    paid INTEGER NOT NULL CHECK (paid IN (0, 1)),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX substitution_date ON substitution (date);

CREATE TABLE entry_slot (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    year_id BLOB NOT NULL CHECK (length(year_id) = 16),
    weekday TEXT NOT NULL
        CHECK (weekday IN ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')),
    workstation INTEGER NOT NULL,
    staff_id BLOB NOT NULL CHECK (length(staff_id) = 16),
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    stands INTEGER NOT NULL CHECK (stands IN (0, 1)),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE slot_waiver (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    staff_id BLOB NOT NULL CHECK (length(staff_id) = 16),
    workstation INTEGER NOT NULL,
    day TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    reason TEXT NOT NULL,
    stands INTEGER NOT NULL CHECK (stands IN (0, 1)),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX slot_waiver_day ON slot_waiver (day);

CREATE TABLE thematic_plan (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    year_id BLOB NOT NULL CHECK (length(year_id) = 16),
    subject_id BLOB CHECK (length(subject_id) = 16),
    grade INTEGER NOT NULL,
    title TEXT NOT NULL,
    approved INTEGER NOT NULL CHECK (approved IN (0, 1)),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE plan_row (
    register_key BLOB NOT NULL UNIQUE CHECK (length(register_key) = 16),
    plan_id BLOB NOT NULL CHECK (length(plan_id) = 16),
    -- what the plan is of, as the row says it
    of_year_id BLOB NOT NULL CHECK (length(of_year_id) = 16),
    of_subject_id BLOB CHECK (length(of_subject_id) = 16),
    of_grade INTEGER NOT NULL,
    number INTEGER NOT NULL,
    position INTEGER NOT NULL,
    section TEXT NOT NULL,
    topic TEXT NOT NULL,
    hours INTEGER NOT NULL,
    kind TEXT CHECK (kind IN (
        'oral', 'written', 'independent', 'check', 'control', 'administrative_control',
        'national_check', 'control_dictation', 'dictation', 'exposition', 'composition',
        'practical', 'laboratory', 'test', 'credit', 'exam', 'project', 'home_task', 'listening',
        'letter', 'other'
    )),
    kind_text TEXT NOT NULL,
    homework TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL,
    PRIMARY KEY (plan_id, register_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE plan_approval (
    register_key BLOB NOT NULL UNIQUE CHECK (length(register_key) = 16),
    plan_id BLOB NOT NULL CHECK (length(plan_id) = 16),
    of_year_id BLOB NOT NULL CHECK (length(of_year_id) = 16),
    of_subject_id BLOB CHECK (length(of_subject_id) = 16),
    of_grade INTEGER NOT NULL,
    -- the group whose correction sheet it is about; none for the plan itself
    group_id BLOB CHECK (length(group_id) = 16),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    word TEXT NOT NULL CHECK (word IN ('sent', 'approved', 'returned', 'withdrawn')),
    note TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL,
    PRIMARY KEY (plan_id, register_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE plan_correction (
    register_key BLOB NOT NULL UNIQUE CHECK (length(register_key) = 16),
    plan_id BLOB NOT NULL CHECK (length(plan_id) = 16),
    number INTEGER NOT NULL,
    group_id BLOB NOT NULL CHECK (length(group_id) = 16),
    hours INTEGER NOT NULL,
    how TEXT NOT NULL,
    reason TEXT NOT NULL,
    stands INTEGER NOT NULL CHECK (stands IN (0, 1)),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL,
    PRIMARY KEY (plan_id, register_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE control_work (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    class_id BLOB NOT NULL CHECK (length(class_id) = 16),
    subject_id BLOB NOT NULL CHECK (length(subject_id) = 16),
    date TEXT NOT NULL,
    bell INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN (
        'oral', 'written', 'independent', 'check', 'control', 'administrative_control',
        'national_check', 'control_dictation', 'dictation', 'exposition', 'composition',
        'practical', 'laboratory', 'test', 'credit', 'exam', 'project', 'home_task', 'listening',
        'letter', 'other'
    )),
    title TEXT NOT NULL,
    staff_id BLOB CHECK (length(staff_id) = 16),
    basis TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The journal. These tables hold a million rows of a year and are opened a group at a time, so
-- they lie on the disk by group and day. The ids of lesson and assignment are derived from the
-- place (LessonPlace) and not kept.

CREATE TABLE lesson_record (
    register_key BLOB NOT NULL UNIQUE CHECK (length(register_key) = 16),
    group_id BLOB NOT NULL CHECK (length(group_id) = 16),
    date TEXT NOT NULL,
    bell INTEGER NOT NULL,
    lesson_ordinal INTEGER NOT NULL,
    -- why it was not held; null where it was
    not_held_reason TEXT,
    taught_by_id BLOB NOT NULL CHECK (length(taught_by_id) = 16),
    hours INTEGER NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL,
    PRIMARY KEY (group_id, date, register_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE lesson_topic (
    register_key BLOB NOT NULL UNIQUE CHECK (length(register_key) = 16),
    group_id BLOB NOT NULL CHECK (length(group_id) = 16),
    date TEXT NOT NULL,
    bell INTEGER NOT NULL,
    lesson_ordinal INTEGER NOT NULL,
    text TEXT NOT NULL,
    plan_id BLOB CHECK (length(plan_id) = 16),
    plan_number INTEGER CHECK ((plan_number IS NULL) = (plan_id IS NULL)),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL,
    PRIMARY KEY (group_id, date, register_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE homework (
    register_key BLOB NOT NULL UNIQUE CHECK (length(register_key) = 16),
    group_id BLOB NOT NULL CHECK (length(group_id) = 16),
    date TEXT NOT NULL,
    bell INTEGER NOT NULL,
    lesson_ordinal INTEGER NOT NULL,
    said TEXT NOT NULL CHECK (said IN ('missing', 'not_set', 'set')),
    text TEXT CHECK ((text IS NOT NULL) = (said = 'set')),
    due_on TEXT,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL,
    PRIMARY KEY (group_id, date, register_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE homework_file (
    register_key BLOB NOT NULL UNIQUE CHECK (length(register_key) = 16),
    group_id BLOB NOT NULL CHECK (length(group_id) = 16),
    date TEXT NOT NULL,
    bell INTEGER NOT NULL,
    lesson_ordinal INTEGER NOT NULL,
    content BLOB NOT NULL CHECK (length(content) = 32),
    blob BLOB NOT NULL CHECK (length(blob) = 32),
    name TEXT NOT NULL,
    len INTEGER NOT NULL,
    attached INTEGER NOT NULL CHECK (attached IN (0, 1)),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL,
    PRIMARY KEY (group_id, date, register_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX homework_file_blob ON homework_file (blob) WHERE attached = 1;
CREATE INDEX homework_file_date ON homework_file (date, blob, len) WHERE attached = 1;

CREATE TABLE assignment (
    register_key BLOB NOT NULL UNIQUE CHECK (length(register_key) = 16),
    group_id BLOB NOT NULL CHECK (length(group_id) = 16),
    date TEXT NOT NULL,
    bell INTEGER NOT NULL,
    lesson_ordinal INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    -- null takes the assignment back
    kind TEXT CHECK (kind IN (
        'oral', 'written', 'independent', 'check', 'control', 'administrative_control',
        'national_check', 'control_dictation', 'dictation', 'exposition', 'composition',
        'practical', 'laboratory', 'test', 'credit', 'exam', 'project', 'home_task', 'listening',
        'letter', 'other'
    )),
    weight_tenths INTEGER NOT NULL,
    title TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL,
    PRIMARY KEY (group_id, date, register_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE mark (
    register_key BLOB NOT NULL UNIQUE CHECK (length(register_key) = 16),
    group_id BLOB NOT NULL CHECK (length(group_id) = 16),
    date TEXT NOT NULL,
    bell INTEGER NOT NULL,
    lesson_ordinal INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    pupil_id BLOB NOT NULL CHECK (length(pupil_id) = 16),
    -- null where the cell was emptied
    value TEXT
        CHECK (value IN ('1', '2', '3', '4', '5', 'pass', 'fail', 'not_attested', 'exempt')),
    written_on TEXT,
    comment TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL,
    PRIMARY KEY (group_id, date, register_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE attendance (
    register_key BLOB NOT NULL UNIQUE CHECK (length(register_key) = 16),
    group_id BLOB NOT NULL CHECK (length(group_id) = 16),
    date TEXT NOT NULL,
    bell INTEGER NOT NULL,
    lesson_ordinal INTEGER NOT NULL,
    pupil_id BLOB NOT NULL CHECK (length(pupil_id) = 16),
    presence TEXT NOT NULL CHECK (presence IN ('present', 'late', 'absent')),
    late_minutes INTEGER CHECK ((late_minutes IS NOT NULL) = (presence = 'late')),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL,
    PRIMARY KEY (group_id, date, register_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE absence_excuse (
    register_key BLOB NOT NULL UNIQUE CHECK (length(register_key) = 16),
    group_id BLOB NOT NULL CHECK (length(group_id) = 16),
    date TEXT NOT NULL,
    bell INTEGER NOT NULL,
    lesson_ordinal INTEGER NOT NULL,
    pupil_id BLOB NOT NULL CHECK (length(pupil_id) = 16),
    reason TEXT NOT NULL CHECK (reason IN ('unresolved', 'illness', 'excused', 'unexcused')),
    document TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL,
    PRIMARY KEY (group_id, date, register_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE final_mark (
    register_key BLOB NOT NULL UNIQUE CHECK (length(register_key) = 16),
    group_id BLOB NOT NULL CHECK (length(group_id) = 16),
    pupil_id BLOB NOT NULL CHECK (length(pupil_id) = 16),
    kind TEXT NOT NULL CHECK (kind IN ('term', 'year', 'exam', 'final')),
    term_id BLOB CHECK (length(term_id) = 16) CHECK ((term_id IS NOT NULL) = (kind = 'term')),
    value TEXT
        CHECK (value IN ('1', '2', '3', '4', '5', 'pass', 'fail', 'not_attested', 'exempt')),
    reason TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL,
    PRIMARY KEY (group_id, register_key)
) STRICT, WITHOUT ROWID;

-- Registers with more than one tip: few, and asked for with every status line.
CREATE INDEX lesson_record_conflict ON lesson_record (group_id) WHERE tips > 1;
CREATE INDEX lesson_topic_conflict ON lesson_topic (group_id) WHERE tips > 1;
CREATE INDEX homework_conflict ON homework (group_id) WHERE tips > 1;
CREATE INDEX assignment_conflict ON assignment (group_id) WHERE tips > 1;
CREATE INDEX mark_conflict ON mark (group_id) WHERE tips > 1;
CREATE INDEX attendance_conflict ON attendance (group_id) WHERE tips > 1;
CREATE INDEX absence_excuse_conflict ON absence_excuse (group_id) WHERE tips > 1;
CREATE INDEX final_mark_conflict ON final_mark (group_id) WHERE tips > 1;

-- Control by deputies.

CREATE TABLE term_close (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    class_id BLOB NOT NULL CHECK (length(class_id) = 16),
    term_id BLOB NOT NULL CHECK (length(term_id) = 16),
    ordinal INTEGER NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE term_reopen (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    reason TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE year_close (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    year_id BLOB NOT NULL CHECK (length(year_id) = 16),
    ordinal INTEGER NOT NULL,
    note TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE year_reopen (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    reason TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE permit (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    staff_id BLOB NOT NULL CHECK (length(staff_id) = 16),
    scope TEXT NOT NULL CHECK (scope IN ('lesson', 'cell', 'group')),
    group_id BLOB NOT NULL CHECK (length(group_id) = 16),
    -- both days in; the same day for a lesson or a cell
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    bell INTEGER CHECK ((bell IS NULL) = (scope = 'group')),
    lesson_ordinal INTEGER CHECK ((lesson_ordinal IS NULL) = (scope = 'group')),
    ordinal INTEGER CHECK ((ordinal IS NOT NULL) = (scope = 'cell')),
    pupil_id BLOB CHECK (length(pupil_id) = 16) CHECK ((pupil_id IS NOT NULL) = (scope = 'cell')),
    reason TEXT NOT NULL,
    ends_at INTEGER NOT NULL,
    stands INTEGER NOT NULL CHECK (stands IN (0, 1)),
    request_id BLOB CHECK (length(request_id) = 16),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE permit_request (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    staff_id BLOB NOT NULL CHECK (length(staff_id) = 16),
    group_id BLOB NOT NULL CHECK (length(group_id) = 16),
    date TEXT NOT NULL,
    bell INTEGER NOT NULL,
    lesson_ordinal INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    -- none for the whole lesson
    pupil_id BLOB CHECK (length(pupil_id) = 16),
    wanted TEXT NOT NULL,
    reason TEXT NOT NULL,
    stands INTEGER NOT NULL CHECK (stands IN (0, 1)),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE permit_decline (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    reason TEXT NOT NULL,
    stands INTEGER NOT NULL CHECK (stands IN (0, 1)),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE remark (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    group_id BLOB NOT NULL CHECK (length(group_id) = 16),
    -- the lesson it is pinned to; all four or none
    lesson_group_id BLOB CHECK (length(lesson_group_id) = 16),
    date TEXT CHECK ((date IS NULL) = (lesson_group_id IS NULL)),
    bell INTEGER CHECK ((bell IS NULL) = (lesson_group_id IS NULL)),
    lesson_ordinal INTEGER CHECK ((lesson_ordinal IS NULL) = (lesson_group_id IS NULL)),
    pupil_id BLOB CHECK (length(pupil_id) = 16),
    staff_id BLOB NOT NULL CHECK (length(staff_id) = 16),
    text TEXT NOT NULL,
    due_on TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'returned', 'accepted', 'withdrawn')),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- With a rowid: an acceptance of many facts makes a long row.
CREATE TABLE acceptance (
    register_key BLOB NOT NULL PRIMARY KEY CHECK (length(register_key) = 16),
    -- ids of the facts, 18 bytes each
    facts BLOB NOT NULL CHECK (length(facts) > 0) CHECK (length(facts) % 18 = 0),
    state TEXT NOT NULL CHECK (state IN ('accepted', 'left', 'withdrawn')),
    reason TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT;

-- Paper.

-- With a rowid: its rows are long, and a list of editions must not read their content.
CREATE TABLE volume_edition (
    register_key BLOB NOT NULL PRIMARY KEY CHECK (length(register_key) = 16),
    volume_id BLOB NOT NULL CHECK (length(volume_id) = 16),
    class_id BLOB NOT NULL CHECK (length(class_id) = 16),
    term_id BLOB NOT NULL CHECK (length(term_id) = 16),
    edition INTEGER NOT NULL,
    content_hash BLOB NOT NULL CHECK (length(content_hash) = 32),
    file_hash BLOB NOT NULL CHECK (length(file_hash) = 32),
    printed_on TEXT NOT NULL,
    -- numbered sheets of paper
    sheet_count INTEGER NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL,
    -- 32 bytes a part of the content
    sheet_hashes BLOB NOT NULL CHECK (length(sheet_hashes) % 32 = 0),
    content BLOB NOT NULL
) STRICT;

CREATE TABLE volume_route_step (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    volume_id BLOB NOT NULL CHECK (length(volume_id) = 16),
    edition INTEGER NOT NULL,
    step TEXT NOT NULL CHECK (step IN (
        'preflighted', 'printed', 'transfer_certified', 'teachers_signed', 'checked',
        'director_signed', 'laced', 'sealed', 'registered'
    )),
    done INTEGER NOT NULL CHECK (done IN (0, 1)),
    note TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Families. All but the notes are of the personal compartment.

CREATE TABLE information_form (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    pupil_id BLOB NOT NULL CHECK (length(pupil_id) = 16),
    signed_on TEXT NOT NULL,
    basis TEXT NOT NULL CHECK (basis IN ('written', 'signature')),
    document TEXT NOT NULL,
    way TEXT NOT NULL CHECK (way IN (
        'in_person', 'through_pupil', 'phone', 'email', 'message', 'post', 'portal'
    )),
    contact TEXT NOT NULL,
    stands INTEGER NOT NULL CHECK (stands IN (0, 1)),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX information_form_pupil ON information_form (pupil_id);

CREATE TABLE parent_note (
    register_key BLOB NOT NULL UNIQUE CHECK (length(register_key) = 16),
    group_id BLOB NOT NULL CHECK (length(group_id) = 16),
    date TEXT NOT NULL,
    bell INTEGER NOT NULL,
    lesson_ordinal INTEGER NOT NULL,
    pupil_id BLOB NOT NULL CHECK (length(pupil_id) = 16),
    text TEXT NOT NULL,
    to_parents INTEGER NOT NULL CHECK (to_parents IN (0, 1)),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL,
    PRIMARY KEY (group_id, date, register_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE family_duty (
    register_key BLOB NOT NULL UNIQUE CHECK (length(register_key) = 16),
    class_id BLOB NOT NULL CHECK (length(class_id) = 16),
    -- null for what is of the class
    pupil_id BLOB CHECK (length(pupil_id) = 16),
    kind TEXT NOT NULL CHECK (kind IN (
        'checked', 'week_extract', 'results', 'forecast', 'report_card', 'preliminary_report',
        'final_report', 'marks_extract'
    )),
    from_on TEXT NOT NULL,
    until_on TEXT NOT NULL,
    done_on TEXT NOT NULL,
    way TEXT NOT NULL CHECK (way IN (
        'in_person', 'through_pupil', 'phone', 'email', 'message', 'post', 'portal'
    )),
    note TEXT NOT NULL,
    done INTEGER NOT NULL CHECK (done IN (0, 1)),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL,
    PRIMARY KEY (class_id, from_on, register_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE letter (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    class_id BLOB NOT NULL CHECK (length(class_id) = 16),
    pupil_id BLOB NOT NULL CHECK (length(pupil_id) = 16),
    direction TEXT NOT NULL CHECK (direction IN ('incoming', 'outgoing')),
    way TEXT NOT NULL CHECK (way IN (
        'in_person', 'through_pupil', 'phone', 'email', 'message', 'post', 'portal'
    )),
    on_day TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    answer_due TEXT,
    answer TEXT NOT NULL,
    answered_on TEXT,
    stands INTEGER NOT NULL CHECK (stands IN (0, 1)),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX letter_pupil ON letter (pupil_id);

-- Membership.

CREATE TABLE device_enrolment (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    seat_id BLOB NOT NULL CHECK (length(seat_id) = 16),
    sign_key BLOB NOT NULL CHECK (length(sign_key) = 32),
    box_key BLOB NOT NULL CHECK (length(box_key) = 32),
    name TEXT NOT NULL,
    workstation INTEGER NOT NULL,
    witness INTEGER NOT NULL CHECK (witness IN (0, 1)),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE seat_certificate (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    staff_id BLOB NOT NULL CHECK (length(staff_id) = 16),
    device_id BLOB NOT NULL CHECK (length(device_id) = 16),
    sign_key BLOB NOT NULL CHECK (length(sign_key) = 32),
    box_key BLOB NOT NULL CHECK (length(box_key) = 32),
    voucher TEXT NOT NULL CHECK (voucher IN ('root', 'invitation', 'seat')),
    -- the invitation or the older seat
    voucher_id BLOB
        CHECK (length(voucher_id) = 16) CHECK ((voucher_id IS NULL) = (voucher = 'root')),
    signature BLOB NOT NULL CHECK (length(signature) = 64),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE invitation (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    staff_id BLOB NOT NULL CHECK (length(staff_id) = 16),
    sign_key BLOB NOT NULL CHECK (length(sign_key) = 32),
    box_key BLOB NOT NULL CHECK (length(box_key) = 32),
    expires_at INTEGER NOT NULL,
    stands INTEGER NOT NULL CHECK (stands IN (0, 1)),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE seat_revocation (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    reason TEXT NOT NULL,
    -- the root's signature; null where an administrator's is enough
    root BLOB CHECK (length(root) = 64),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE revocation_cosign (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    agrees INTEGER NOT NULL CHECK (agrees IN (0, 1)),
    reason TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ruleset_activation (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    ruleset INTEGER NOT NULL,
    -- the first day it holds
    starts_on TEXT NOT NULL,
    stands INTEGER NOT NULL CHECK (stands IN (0, 1)),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE device_program (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    version TEXT NOT NULL,
    system TEXT NOT NULL,
    format INTEGER NOT NULL,
    ruleset INTEGER NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- With a rowid: a school of a hundred seats makes long rows.
CREATE TABLE ack (
    register_key BLOB NOT NULL PRIMARY KEY CHECK (length(register_key) = 16),
    -- 56 bytes each: seat, seq, hash
    heads BLOB NOT NULL CHECK (length(heads) % 56 = 0),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT;

CREATE TABLE key_epoch (
    register_key BLOB NOT NULL PRIMARY KEY CHECK (length(register_key) = 16),
    compartment INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    -- the key, wrapped to the school's recovery key
    recovery BLOB NOT NULL CHECK (length(recovery) = 80),
    -- 96 bytes each: device, wrapped key
    wraps BLOB NOT NULL CHECK (length(wraps) % 96 = 0),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT;

-- What devices attest.

CREATE TABLE seal (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    device_id BLOB NOT NULL CHECK (length(device_id) = 16),
    sealed_at INTEGER NOT NULL,
    -- the segment of the seal before, whose frontier this one adds to
    follows BLOB CHECK (length(follows) = 32),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- With a rowid: a void of many seals makes a long row.
CREATE TABLE seal_void (
    register_key BLOB NOT NULL PRIMARY KEY CHECK (length(register_key) = 16),
    -- ids of the facts, 18 bytes each
    seals BLOB NOT NULL CHECK (length(seals) > 0) CHECK (length(seals) % 18 = 0),
    reason TEXT NOT NULL,
    stands INTEGER NOT NULL CHECK (stands IN (0, 1)),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT;

CREATE TABLE state_digest (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    segments BLOB NOT NULL CHECK (length(segments) = 32),
    projection INTEGER NOT NULL,
    journal BLOB NOT NULL CHECK (length(journal) = 32),
    -- null where the device lacks a key of the compartment
    personal BLOB CHECK (length(personal) = 32),
    control BLOB NOT NULL CHECK (length(control) = 32),
    -- eight bytes a table
    table_sums BLOB NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE file_held (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    device_id BLOB NOT NULL CHECK (length(device_id) = 16),
    blob BLOB NOT NULL CHECK (length(blob) = 32),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX file_held_blob ON file_held (blob);

CREATE TABLE pack_verified (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    device_id BLOB NOT NULL CHECK (length(device_id) = 16),
    seat_id BLOB NOT NULL CHECK (length(seat_id) = 16),
    shard INTEGER NOT NULL,
    pack BLOB NOT NULL CHECK (length(pack) = 32),
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Import.

CREATE TABLE batch_commit (
    register_key BLOB PRIMARY KEY CHECK (length(register_key) = 16),
    fact_count INTEGER NOT NULL,
    summary TEXT NOT NULL,
    fact_no INTEGER NOT NULL,
    tips INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
