import { expect, test } from 'vitest'
import { useBackend } from '../../backend/call'
import type { Saved } from '../../bindings/Saved'
import type { Spread } from '../../bindings/Spread'
import type { SpreadRow } from '../../bindings/SpreadRow'
import { frameOf, sameFrame } from './frame'
import { patched, SpreadStore } from './spread.svelte'

const row = (average: number | null): SpreadRow =>
  ({ pupil: 'p1', cells: [], average_hundredths: average }) as unknown as SpreadRow
const page = (average: number | null): Spread =>
  ({
    group: { group: 'g' },
    term: { term: 't' },
    lessons: [],
    rows: [row(average)],
  }) as unknown as Spread

test('a reading that was asked for before a mark never takes the mark away', async () => {
  const asked: ((spread: Spread) => void)[] = []
  useBackend({
    call: () => new Promise((answer) => asked.push(answer as (spread: Spread) => void)),
    listen: () => () => {},
    pick: null,
    saveTo: async () => null,
    open: null,
  })
  const store = new SpreadStore()
  const opened = store.open('g', 't')
  asked[0]?.(page(null))
  await opened
  expect(store.spread?.rows[0]?.average_hundredths).toBeNull()

  const refreshed = store.refresh()
  await new Promise((go) => setTimeout(go, 2))
  store.apply({
    lessons: [],
    rows: [row(500)],
    cell: null,
    can_undo: true,
    can_redo: false,
    unsent: 1,
  } as Saved)
  asked[1]?.(page(null))
  await refreshed
  expect(store.spread?.rows[0]?.average_hundredths).toBe(500)
})

test('a row of an answer keeps the old objects of what says the same', () => {
  const old = [
    { key: 'a', cells: [1] },
    { key: 'b', cells: [2] },
  ]
  const merged = patched(
    old,
    [{ key: 'b', cells: [3] }],
    (item) => item.key,
    (was, now) => ({ ...now, cells: [...was.cells, ...now.cells] }),
  )
  expect(merged[0]).toBe(old[0])
  expect(merged[1]?.cells).toEqual([2, 3])
})

test('the frame of the cells is another one when a lesson of it is', () => {
  const lesson = (date: string, stage = 'closed') =>
    ({ stage, place: { date } }) as unknown as Spread['lessons'][number]
  const lessons = [lesson('2026-09-29'), lesson('2026-09-29'), lesson('2026-10-01', 'today')]
  const frame = frameOf(lessons)
  expect(frame.map((each) => each.ends)).toEqual([false, true, false])
  expect(frame.map((each) => each.twice)).toEqual([true, true, false])
  expect(sameFrame(frame, frameOf([...lessons]))).toBe(true)
  expect(sameFrame(frame, frameOf([...lessons.slice(0, 2), lesson('2026-10-01', 'open')]))).toBe(
    false,
  )
})
