import { expect, test } from 'vitest'
import type { PlanSlot } from '../../bindings/PlanSlot'
import { free, hourOf, moved, neighbour, range, snap, spanOf, stretched } from './grid'

const slot = (weekday: number, from: string, until: string): PlanSlot => ({
  slot: `${weekday} ${from}`,
  workstation: 7,
  weekday,
  staff: 'me',
  name: 'Соколова И. В.',
  from,
  until,
  clash: null,
  advice: [],
  conflict: false,
})
const WEEK = [
  slot(1, '14:00', '14:20'),
  slot(1, '14:20', '14:40'),
  slot(3, '9:00', '9:20'),
  slot(3, '15:00', '15:20'),
]

test('hours are written as the journal writes them, and steps are five minutes', () => {
  expect([hourOf(845), hourOf(540), snap(842), snap(843)]).toEqual(['14:05', '9:00', 840, 845])
})

test('the week shows school hours and whatever lies beyond them', () => {
  expect(range(WEEK)).toEqual({ from: 480, until: 1080 })
  expect(range([slot(1, '7:30', '7:50'), slot(1, '18:30', '19:10')])).toEqual({
    from: 420,
    until: 1200,
  })
})

test('a time stays in its day and its week as it is moved and stretched', () => {
  const span = spanOf(slot(6, '14:00', '14:20'))
  expect(moved(span, 5, 0)).toEqual({ weekday: 6, from: 845, until: 865 })
  expect(moved(span, 0, 1)).toBeNull()
  expect(moved(spanOf(slot(1, '0:00', '0:20')), -5, 0)).toBeNull()
  expect(stretched(span, -15)).toEqual({ weekday: 6, from: 840, until: 845 })
  expect(stretched(span, -20)).toBeNull()
})

test('arrows go down the day and to the nearest of the next day that has any', () => {
  const [first, second, early, late] = WEEK
  if (!first || !second || !early || !late) throw new Error('the week')
  expect(neighbour(WEEK, first, 'ArrowDown')).toBe(second)
  expect(neighbour(WEEK, first, 'ArrowUp')).toBeNull()
  expect(neighbour(WEEK, first, 'ArrowRight')).toBe(late)
  expect(neighbour(WEEK, early, 'ArrowLeft')).toBe(first)
})

test('a new time begins where the day is free', () => {
  expect(free(WEEK, 1, 840)).toEqual({ weekday: 1, from: 880, until: 900 })
  expect(free(WEEK, 2, 840)).toEqual({ weekday: 2, from: 840, until: 860 })
})
