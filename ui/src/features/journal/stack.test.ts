import { expect, test } from 'vitest'
import type { SpreadRow } from '../../bindings/SpreadRow'
import { findRows, inRussian, readLine } from './stack'

const row = (name: string, listed = true): SpreadRow =>
  ({
    pupil: name,
    name,
    cells: [{ marks: [], absence: null, late: false, flags: listed ? [] : ['off_list'] }],
  }) as unknown as SpreadRow

test('a value begins with a figure or is the last word', () => {
  expect(readLine('ива5')).toEqual({
    name: 'ива',
    text: '5',
    act: { kind: 'marks', values: ['5'] },
  })
  expect(readLine(' ива  5/4 ').act).toEqual({ kind: 'marks', values: ['5', '4'] })
  expect(readLine('ива н').act).toEqual({
    kind: 'presence',
    presence: { is: 'absent', reason: 'unresolved' },
  })
  expect(readLine('ива')).toEqual({ name: 'ива', text: '', act: null })
  expect(readLine('ива7')).toEqual({ name: 'ива', text: '7', act: null })
  expect(readLine('н').act, 'a letter alone is a name').toBeNull()
})

test('a surname is found by its first letters in either layout, «ё» as «е»', () => {
  const rows = [row('Ёлкин Матвей'), row('Елисеев Максим'), row('Жуков Ян'), row('Еров Ли', false)]
  const names = (typed: string): string[] => findRows(rows, 0, typed).map((one) => one.name)
  expect(names('е')).toEqual(['Ёлкин Матвей', 'Елисеев Максим'])
  expect(names('tkb')).toEqual(['Елисеев Максим'])
  expect(names('е мат')).toEqual(['Ёлкин Матвей'])
  expect(names('')).toEqual([])
  expect(inRussian(';er')).toBe('жук')
})
