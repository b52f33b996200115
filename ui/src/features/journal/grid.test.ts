import { describe, expect, test } from 'vitest'
import type { Cell } from '../../bindings/Cell'
import { en } from '../../text/en'
import { ru } from '../../text/ru'
import { cellClass, cellLabel, cellText } from './cell'
import { findGroups } from './find'
import { findKinds, nextOrdinal, withKind } from './kinds'
import { homeworkOf } from './lines.svelte'
import { below, move } from './move'
import { against, columnOf, readValue } from './paste'
import { matching } from './plan.svelte'
import { KeyQueue } from './queue'
import { patched } from './spread.svelte'

const cell = (parts: Partial<Cell>): Cell => ({
  marks: [],
  absence: null,
  late: false,
  flags: [],
  ...parts,
})
const mark = (ordinal: number, text: string, was: string | null = null) => ({ ordinal, text, was })

describe('moving in the grid', () => {
  const shape = { rows: 30, cols: 40 }

  test('the edge stops the cursor', () => {
    expect(move({ row: 0, col: 0 }, 'up', shape)).toEqual({ row: 0, col: 0 })
    expect(move({ row: 29, col: 39 }, 'pageDown', shape)).toEqual({ row: 29, col: 39 })
    expect(move({ row: 5, col: 5 }, 'end', shape)).toEqual({ row: 5, col: 39 })
    expect(move({ row: 5, col: 5 }, 'top', shape)).toEqual({ row: 0, col: 5 })
  })

  test('a mark goes down past pupils who are not on the list, and stays at the foot', () => {
    const skip = ({ row }: { row: number }): boolean => row === 6 || row === 7
    expect(below({ row: 5, col: 1 }, { ...shape, skip })).toEqual({ row: 8, col: 1 })
    expect(below({ row: 29, col: 1 }, shape)).toEqual({ row: 29, col: 1 })
  })
})

describe('what stands in a cell', () => {
  test('two works stand with a slash, a lone second one after it', () => {
    expect(cellText(cell({ marks: [mark(0, '5'), mark(1, '4')] }))).toBe('5/4')
    expect(cellText(cell({ marks: [mark(1, '4')] }))).toBe('/4')
  })

  test('an absence stands before the mark of a work written later', () => {
    const later = cell({ absence: 'illness', marks: [mark(0, '4')] })
    expect(cellText(later)).toBe('Б/4')
    expect(cellClass(later, 'closed')).toBe('cl abs w')
  })

  test('every sign is said in words, in both languages', () => {
    const busy = cell({
      marks: [mark(0, '5', '4')],
      late: true,
      flags: ['unsent', 'comment', 'entered_late'],
    })
    expect(cellLabel(busy, ru)).toBe(
      'оп45, опоздал, исправлено по разрешению, было 4, пока только на этой машине, есть комментарий, внесено поздно',
    )
    expect(cellLabel(busy, en)).toContain('on this machine only')
    expect(cellLabel(cell({ marks: [mark(0, '5')] }), ru)).toBe('')
  })
})

describe('words typed by a person', () => {
  const t = ru
  test('homework: nothing clears, a dash is «не задано», the rest is a task', () => {
    expect(homeworkOf('  ', { state: 'not_set' })).toEqual({ state: 'missing' })
    expect(homeworkOf('-', { state: 'missing' })).toEqual({ state: 'not_set' })
    expect(homeworkOf('Не задано', { state: 'missing' })).toEqual({ state: 'not_set' })
    expect(homeworkOf('п. 5', { state: 'set', text: 'п. 4', due_on: '2026-10-26' })).toEqual({
      state: 'set',
      text: 'п. 5',
      due_on: '2026-10-26',
    })
  })

  test('a kind of work is found by its code first, then by any word of its name', () => {
    expect(findKinds('ср', t)[0]).toBe('independent')
    expect(findKinds('к', t)[0]).toBe('control')
    expect(findKinds('дикт', t)).toEqual(['control_dictation', 'dictation'])
    expect(findKinds('', t)).toHaveLength(21)
  })

  test('a kind replaces that of the work, or adds a work', () => {
    const one = [{ ordinal: 0, kind: 'oral' as const, weight_tenths: 20, title: 'т' }]
    expect(withKind(one, 0, 'test')).toEqual([
      { ordinal: 0, kind: 'test', weight_tenths: 20, title: 'т' },
    ])
    expect(withKind(one, nextOrdinal(one), 'test').map((work) => work.ordinal)).toEqual([0, 1])
  })

  test('a group is found by words in any order, ё as е', () => {
    const choice = (class_name: string, subject: string, teacher: string) => ({
      group: class_name + subject,
      class: '',
      class_name,
      subject,
      subgroup: 0,
      teacher,
      own: true,
      terms: [],
    })
    const list = [
      choice('9Б', 'Алгебра', 'Соколова И. В.'),
      choice('9Б', 'Физика', 'Фёдоров П. П.'),
      choice('10А', 'Алгебра', 'Ким Р. А.'),
    ]
    expect(findGroups(list, 'алг 9б').map((one) => one.class_name)).toEqual(['9Б'])
    expect(findGroups(list, 'федоров')).toHaveLength(1)
  })

  test('the plan offers the row that is meant, then those after it', () => {
    const rows = Array.from({ length: 40 }, (_, n) => ({
      plan: 'p',
      number: n + 1,
      at: n + 1,
      hours: 1,
      section: '',
      topic: `Тема ${n + 1}`,
      homework: '',
      kind: null,
      given_on: null,
      suggested: false,
    }))
    expect(
      matching(rows, '', rows[20] ?? null)
        .map((row) => row.number)
        .slice(0, 3),
    ).toEqual([20, 21, 22])
    expect(matching(rows, 'тема 3', null)).toHaveLength(11)
  })
})

describe('a pasted column', () => {
  test('the first column of the clipboard is taken, without the last empty line', () => {
    expect(columnOf('5\tx\r\n\r\nн\r\n')).toEqual(['5', '', 'н'])
  })

  test('marks, pairs of marks and letters are read, anything else is not', () => {
    expect(readValue('5/4')).toEqual({ kind: 'marks', values: ['5', '4'] })
    expect(readValue('Зачёт')).toEqual({ kind: 'marks', values: ['зач'] })
    expect(readValue('Н')).toEqual({
      kind: 'presence',
      presence: { is: 'absent', reason: 'unexcused' },
    })
    expect(readValue('Б')).toEqual({
      kind: 'presence',
      presence: { is: 'absent', reason: 'illness' },
    })
    for (const text of ['6', '5-', '4,5', 'болел']) expect(readValue(text), text).toBeNull()
  })

  test('a line is left out where the pupil is not on the list or the cell is occupied', () => {
    const row = (number: number, parts: Partial<Cell>) => ({
      pupil: `p${number}`,
      number,
      name: '',
      note: null,
      cells: [cell(parts)],
      average_hundredths: null,
      accumulation: null,
      brought: [],
      terms: [],
    })
    const rows = [
      row(1, {}),
      row(2, {}),
      row(3, { flags: ['off_list'] }),
      row(4, { marks: [mark(0, '3')] }),
      row(5, {}),
    ]
    const lines = against(rows, 1, 0, ['5', '4', '3', 'x', '2'])
    expect(lines.map((line) => [line.row.number, line.trouble, line.act !== null])).toEqual([
      [2, '', true],
      [3, 'off_list', false],
      [4, 'occupied', false],
      [5, 'unreadable', false],
    ])
  })
})

describe('answers of the core', () => {
  test('fresh items take the place of those with their key, the rest stay the same objects', () => {
    const [a, b] = [
      { id: 'a', n: 1 },
      { id: 'b', n: 1 },
    ]
    const result = patched([a, b], [{ id: 'b', n: 2 }], (item) => item.id)
    expect(result[0]).toBe(a)
    expect(result[1]).toEqual({ id: 'b', n: 2 })
  })

  test('keys typed during a call wait, and a refusal drops those behind it', async () => {
    const done: string[] = []
    const answers: ((ok: boolean) => void)[] = []
    const queue = new KeyQueue<string>((key) => {
      done.push(key)
      return new Promise<boolean>((answer) => answers.push(answer))
    })
    for (const key of ['5', '4', '3']) queue.push(key)
    expect(done).toEqual(['5'])
    answers[0]?.(true)
    await new Promise((next) => setTimeout(next))
    expect(done).toEqual(['5', '4'])
    answers[1]?.(false)
    await new Promise((next) => setTimeout(next))
    expect(done).toEqual(['5', '4'])
    queue.push('2')
    expect(done).toEqual(['5', '4', '2'])
  })
})
