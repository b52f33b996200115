// A picture for developing screens without the core. Never built, never tested against, and
// deleted as soon as the test bridge serves the real core.

import type { Backend } from '../backend/call'
import type { AppState } from '../bindings/AppState'
import type { Saved } from '../bindings/Saved'
import type { Spread } from '../bindings/Spread'
import { other } from './screens'
import data from './spread.json'

const spread = structuredClone(data) as unknown as Spread
if (location.search.includes('big')) {
  const more = spread.lessons.slice(0, 18).map((lesson, n) => ({
    ...structuredClone(lesson),
    place: {
      group: 'g1',
      date: `2026-10-${String(n + 1).padStart(2, '0')}`,
      bell: 1,
      ordinal: 0,
    },
  }))
  spread.lessons = [...more, ...spread.lessons]
  spread.rows = spread.rows.map((row) => ({
    ...row,
    cells: [...row.cells.slice(0, 18).map((cell) => structuredClone(cell)), ...row.cells],
  }))
  spread.stand_on = 35
}
const now = '2026-12-16T14:52:00'
const offline = location.search.includes('offline')
const clockView = { now, demo: location.search.includes('demo') }
const share = {
  link: offline
    ? { state: 'offline' as const, since: '2026-12-16T10:42:00' }
    : { state: 'online' as const },
  unsent: offline ? 14 : 0,
  entered: 54,
  sent: 54,
  confirmed: 52,
  conflicts: 0,
  unfilled: 3,
  late_remarks: 0,
  volumes: 0,
  clock: clockView,
}
const person = (staff: string, name: string, about: string) => ({ staff, name, about })
const stage = new URLSearchParams(location.search).get('stage') ?? 'open'
const state: AppState = {
  stage: stage as AppState['stage'],
  version: '0.1.0',
  clock: clockView,
  workstation: { name: 'АРМ № 7', number: 7, place: 'каб. 214' },
  school: {
    name: 'ГБОУ школа № 1292',
    city: 'г. Примерск',
    year: '2026/27',
    helpers: ['Громов П. С.'],
  },
  plan: [
    {
      ...person('s1', 'Кузнецова Людмила Петровна', '7 «А», классный руководитель'),
      from: '8:00',
      until: '8:30',
      state: 'past',
      filled: 3,
      lessons: 3,
    },
    {
      ...person('s2', 'Гаджиева Саида Омаровна', 'химия, 8–11 классы'),
      from: '10:10',
      until: '10:30',
      state: 'past',
      filled: 0,
      lessons: 2,
    },
    {
      ...person('s3', 'Ли Виктор Андреевич', 'физкультура, 5–7 классы'),
      from: '12:20',
      until: '13:20',
      state: 'past',
      filled: 4,
      lessons: 4,
    },
    {
      ...person('s4', 'Соколова Ирина Викторовна', 'алгебра и геометрия, 7–11 классы'),
      from: '14:00',
      until: '15:40',
      state: 'now',
      filled: 2,
      lessons: 5,
    },
    {
      ...person('s5', 'Ким Роман Анатольевич', 'информатика, 9–11 классы'),
      from: '15:40',
      until: '16:20',
      state: 'later',
      filled: 0,
      lessons: 3,
    },
    {
      ...person('s6', 'Орлова Татьяна Николаевна', 'заместитель по УВР'),
      from: '16:20',
      until: '17:00',
      state: 'later',
      filled: 0,
      lessons: 1,
    },
  ],
  people: [
    'Соколова Ирина Викторовна',
    'Кузнецова Людмила Петровна',
    'Гаджиева Саида Омаровна',
    'Ли Виктор Андреевич',
  ].map((name, n) => ({
    ...person(['s4', 's1', 's2', 's3'][n] ?? '', name, 'учитель'),
    way: n === 2 ? ('invitation' as const) : ('password' as const),
  })),
  session: {
    staff: 's4',
    name: 'Соколова И. В.',
    full_name: 'Соколова Ирина Викторовна',
    roles: ['teacher', 'deputy'],
    screens: ['today', 'journal', 'lesson', 'check', 'paper', 'share', 'people'],
    slot: { from: '14:00', until: '15:40', next: 'Ким Р. А.', warn_minutes: 5 },
  },
  join: null,
  share,
  journal_as_of: '2026-12-16T14:51:00',
  lock_after_minutes: 5,
}

type Args = {
  place: { date: string }
  pupil: string
  ordinal: number
  value: string | null
  presence: { is: string; reason?: string }
} & Record<string, unknown>

function row(args: Args): Saved {
  const at = spread.lessons.findIndex((lesson) => lesson.place.date === args.place.date)
  const found = structuredClone(spread.rows.find((each) => each.pupil === args.pupil))
  const cell = found?.cells[at]
  if (!found || !cell) throw new Error('no cell')
  if (spread.lessons[at]?.stage === 'closed')
    throw {
      code: 'closed',
      detail: '',
      log_id: '1',
      refusal: {
        what: 'Отметка не поставлена.',
        why: 'Срок вышел 15.12 в 23:59.',
        who_helps: 'Орлова Т. Н.',
        what_to_do: 'Прежняя отметка останется видна.',
      },
      retry_after_s: null,
    }
  if (args.presence) {
    cell.absence = args.presence.is === 'absent' ? (args.presence.reason as 'illness') : null
    cell.late = args.presence.is === 'late'
  } else if ('value' in args) {
    cell.marks = [
      ...cell.marks.filter((mark) => mark.ordinal !== args.ordinal),
      { ordinal: args.ordinal, text: args.value ?? '', was: null },
    ]
  } else {
    cell.marks = []
    cell.absence = null
    cell.late = false
  }
  cell.flags = ['unsent']
  spread.rows = spread.rows.map((each) => (each.pupil === found.pupil ? found : each))
  return { lessons: [], rows: [found], cell: null, can_undo: true, can_redo: false, unsent: 1 }
}

function lesson(args: Record<string, unknown> & { place: { date: string } }): Saved {
  const found = structuredClone(spread.lessons.find((each) => each.place.date === args.place.date))
  if (!found) throw new Error('no lesson')
  for (const key of ['held', 'homework', 'assignments'] as const)
    if (args[key]) Object.assign(found, { [key]: args[key] })
  if (args.topic) found.topic = (args.topic as { text: string }).text
  spread.lessons = spread.lessons.map((each) =>
    each.place.date === found.place.date ? found : each,
  )
  return { lessons: [found], rows: [], cell: null, can_undo: true, can_redo: false, unsent: 1 }
}

const stamp = { by: 'Соколова И. В.', at: '2026-12-16T14:52:00', on: 'АРМ № 7' }

const answers: Record<string, (args: never) => unknown> = {
  app_state: () => state,
  lock: () => ({ ...state, stage: 'locked' }),
  unlock: () => state,
  sign_in: (a: { password: string }) => {
    if (a.password !== '1')
      throw { code: 'wrong_password', detail: '', log_id: '', refusal: null, retry_after_s: 4 }
    return { ...state, stage: 'open' }
  },
  sign_out: () => ({ ...state, stage: 'signed_out', session: null }),
  status: () => share,
  journal_groups: () => ({
    groups: [
      spread.group,
      { ...spread.group, group: 'g2', class_name: '8А', own: true },
      {
        ...spread.group,
        group: 'g3',
        subject: 'Алгебра и начала математического анализа',
        class_name: '11А',
        own: false,
        teacher: 'Петрова А. А.',
      },
    ],
    current: 'g1',
  }),
  spread: () => spread,
  cell: (a: { place: { date: string }; pupil: string }) => {
    const at = spread.lessons.findIndex((each) => each.place.date === a.place.date)
    const cell = spread.rows.find((each) => each.pupil === a.pupil)?.cells[at]
    const closed = spread.lessons[at]?.stage === 'closed'
    const conflict = cell?.flags.includes('conflict')
    return {
      place: spread.lessons[at]?.place,
      pupil: a.pupil,
      comment: cell?.flags.includes('comment') ? 'Молодец, подготовил сообщение.' : '',
      entries:
        cell?.marks.map((mark) => ({
          text: mark.text,
          kind: spread.lessons[at]?.assignments[0]?.kind ?? 'oral',
          stamp,
          delivery: 'saved_here',
          late: false,
        })) ?? [],
      history: cell?.marks.length
        ? [
            {
              text: '5',
              stamp: { ...stamp, at: '2026-12-16T14:51:00' },
              end: 'slip',
              stood_s: 40,
              permit: '',
            },
          ]
        : [],
      openness: closed
        ? {
            open: false,
            at: '2026-12-15T23:59:00',
            why: {
              rule: 'days',
              kind: 'control',
              subjects: 'математика',
              from_grade: 9,
              to_grade: 11,
              days: 3,
            },
            who_opens: 'заместитель по УВР Орлова Т. Н.',
          }
        : {
            open: true,
            at: '2026-12-17T23:59:00',
            why: { rule: 'days', kind: 'oral', subjects: '', from_grade: 2, to_grade: 11, days: 1 },
            who_opens: '',
          },
      tips: conflict
        ? [
            { fact: 'a', text: '5', stamp, shown: true },
            { fact: 'b', text: '4', stamp: { ...stamp, on: 'АРМ № 12' }, shown: false },
          ]
        : [],
      slip_until: closed ? null : '2026-12-16T15:07:00',
    }
  },
  set_mark: row,
  set_attendance: row,
  clear_cell: row,
  set_lesson: lesson,
  ...other(spread),
}

export const fixture: Backend = {
  async call(name, args) {
    await new Promise((wait) => setTimeout(wait, 3))
    const answer = answers[name]
    if (!answer)
      throw {
        code: 'not_found',
        detail: name,
        log_id: 'fixture',
        refusal: null,
        retry_after_s: null,
      }
    return structuredClone(answer(args as never))
  },
  listen: () => () => {},
  pick: null,
  open: null,
}
