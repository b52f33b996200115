// Words of the codes that views carry, in English.
import type * as ru from './codes.ru'

export const kinds: typeof ru.kinds = {
  oral: { name: 'oral answer', code: 'Oral', short: 'oral' },
  independent: { name: 'independent work', code: 'IW', short: 'indep.' },
  check: { name: 'check work', code: 'ChW', short: 'check' },
  control: { name: 'control work', code: 'CW', short: 'control' },
  administrative_control: {
    name: 'administrative control work',
    code: 'ACW',
    short: 'adm. control',
  },
  national_check: { name: 'national check work', code: 'NCW', short: 'national' },
  control_dictation: { name: 'control dictation', code: 'CD', short: 'ctrl dictation' },
  dictation: { name: 'dictation', code: 'Dict', short: 'dictation' },
  exposition: { name: 'exposition', code: 'Exp', short: 'exposition' },
  composition: { name: 'composition', code: 'Comp', short: 'composition' },
  written: { name: 'written work', code: 'WW', short: 'written' },
  practical: { name: 'practical work', code: 'PW', short: 'practical' },
  laboratory: { name: 'laboratory work', code: 'Lab', short: 'lab' },
  test: { name: 'test', code: 'T', short: 'test' },
  credit: { name: 'pass / fail test', code: 'P/F', short: 'pass/fail' },
  exam: { name: 'exam', code: 'Ex', short: 'exam' },
  project: { name: 'project', code: 'Pr', short: 'project' },
  home_task: { name: 'home task', code: 'Home', short: 'home' },
  listening: { name: 'listening', code: 'List', short: 'listening' },
  letter: { name: 'letter', code: 'Lett', short: 'letter' },
  other: { name: 'other task', code: 'Oth', short: 'other' },
}

export const absences: typeof ru.absences = {
  unresolved: { letter: 'н', name: 'absent, no reason yet' },
  illness: { letter: 'Б', name: 'absent, ill' },
  excused: { letter: 'П', name: 'absent, excused' },
  unexcused: { letter: 'Н', name: 'absent, unexcused' },
}

export const parts: typeof ru.parts = {
  held: 'Held',
  topic: 'Topic',
  homework: 'Homework',
  marks: 'Marks',
  absences: 'Absent',
}

export const partsDue: typeof ru.partsDue = {
  held: 'Lesson record',
  topic: 'Topic',
  homework: 'Homework',
  marks: 'Marks',
  absences: 'Absences',
}

export const partsMissing: typeof ru.partsMissing = {
  held: 'the record',
  topic: 'the topic',
  homework: 'homework',
  marks: 'marks',
  absences: 'absences',
}

export const roles: typeof ru.roles = {
  teacher: 'teacher',
  deputy: 'deputy head',
  director: 'director',
  clerk: 'clerk',
  administrator: 'administrator',
  diary_keeper: 'responsible for the diary',
  medical_worker: 'medical worker',
  extra_education_head: 'head of extra education',
  educator: 'educator',
  document_flow_head: 'head of electronic document flow',
  data_protection: 'responsible for personal data',
  union_chair: 'chair of a methodical union',
}

export const screens: typeof ru.screens = {
  today: 'Today',
  journal: 'Journal',
  lesson: 'Lesson',
  class: 'Class',
  plans: 'Plans',
  check: 'Check',
  paper: 'Paper',
  share: 'Exchange',
  people: 'People',
  aside: 'Set aside',
  devices: 'Workstations',
  slots: 'Entry plan',
}

export const termKinds: typeof ru.termKinds = {
  quarter: { name: 'quarter', short: 'qtr', head: 'Qtr' },
  half_year: { name: 'half-year', short: 'half', head: 'Half' },
  trimester: { name: 'trimester', short: 'trim.', head: 'Trim.' },
}

export const rowNotes: typeof ru.rowNotes = {
  joined: 'joined',
  left: 'left',
  home: 'at home from',
}

export const termWarnings: typeof ru.termWarnings = {
  few_marks: 'fewer marks than the norm',
  no_written_work: 'no mark of written work',
  missed_most: 'most lessons missed',
  off_average: 'differs from the average',
}

export const historyEnds: typeof ru.historyEnds = {
  slip: 'slip of the hand, taken back',
  permit: 'corrected under a permit',
  conflict: 'the other record was kept',
  replaced: 'replaced',
}

export const findings: typeof ru.findings = {
  no_topic: 'No topic',
  no_homework: 'No homework',
  not_marked_held: 'Lesson not marked as held',
  no_record: 'In the timetable without a record',
  mark_without_lesson: 'Mark on a day without a lesson',
  absent_and_marked: 'Absent and marked',
  long_without_mark: 'Long without a mark',
  accumulation_short: 'Too few marks for the norm',
  hardly_any_marks: 'No mark or only one',
  two_after_absence: '“2” after an absence',
  two_on_first_lesson: '“2” on the first lesson of the term',
  two_on_last_lesson: '“2” on the last lesson of the term',
  two_not_corrected: '“2” not corrected within three lessons',
  term_mark_off_average: 'Term mark off the average',
  term_mark_few_marks: 'Term mark given with too few marks',
  no_term_mark: 'No term mark',
  missed_most: 'Most lessons missed',
  absence_without_reason: 'Absence without a reason',
  plan_off: 'Behind or ahead of the plan',
  control_work_missing: 'Control work of the schedule missing',
  substitution_without_record: 'Substitution without a record',
  plan_not_approved: 'Plan not approved',
  corrected_by_permit: 'Corrected under a permit',
  corrected_without_permit: 'Corrected without a permit',
  conflict: 'Two records differ',
  late_after_close: 'Entered after the term was closed',
}

export const steps: typeof ru.steps = {
  preflighted: { name: 'Preflight', head: 'Preflight', todo: 'check', act: 'Check' },
  closed: { name: 'Term closed', head: 'Closed', todo: 'close', act: 'Close the term' },
  printed: { name: 'Printed', head: 'Print', todo: 'print', act: 'Print the volume' },
  transfer_certified: {
    name: 'Transfer certified',
    head: 'Certified',
    todo: 'deputy',
    act: 'Certify the transfer',
  },
  teachers_signed: {
    name: 'Signed by teachers',
    head: 'Teachers',
    todo: 'teach.',
    act: 'Teachers have signed',
  },
  checked: { name: 'Second check', head: 'Checked', todo: 'compare', act: 'Checked' },
  director_signed: {
    name: 'Signed by the director',
    head: 'Director',
    todo: 'dir.',
    act: 'The director has signed',
  },
  laced: { name: 'Laced and numbered', head: 'Laced', todo: 'lace', act: 'Laced' },
  sealed: { name: 'Sealed', head: 'Seal', todo: 'seal', act: 'Sealed' },
  registered: {
    name: 'In the register',
    head: 'Register',
    todo: 'enter',
    act: 'Enter into the register',
  },
}

export const verdicts: typeof ru.verdicts = {
  agrees: 'Today’s journal says the same',
  differs: 'The journal and the paper differ',
  file_changed: 'The file was changed after printing',
  unknown: 'No volume here has this code',
}

export const duties: typeof ru.duties = {
  absence_reasons: 'Reasons of absences',
  accumulation: 'Too few marks',
  term_marks: 'Term marks',
  conflicts: 'Records that differ',
  family_check: 'Check family data',
  week_extract: 'Weekly extracts',
  family_results: 'Results for families',
  forecast: 'Forecasts',
  report_card: 'Report cards',
  preliminary_report: 'Preliminary report',
  final_report: 'Final report',
  family_answers: 'Answer families',
}

export const incidents: typeof ru.incidents = {
  damaged: 'Damaged file, waiting for a sound one',
  foreign: 'File of another school, not taken',
  unknown_author: 'Author not known yet, put aside',
  newer: 'Made by a newer program, put aside',
  not_allowed: 'The author may not state this, put aside',
  gap: 'Earlier records of the machine are missing',
  wrong_clock: 'The clock of the machine ran wrong',
  fork: 'Two histories of one seat: was the machine restored from a copy?',
  not_reached: 'A file or folder could not be read or written',
  strangers: 'Files of others lie in the folder',
  replica_failed: 'The journal of this machine could not take records',
  diverged: 'Another machine shows another journal over the same records',
}
