import { expect, test } from 'vitest'
import { useBackend } from '../../backend/call'
import type { Saved } from '../../bindings/Saved'
import type { Spread } from '../../bindings/Spread'
import type { SpreadRow } from '../../bindings/SpreadRow'
import { SpreadStore } from './spread.svelte'

const row = (average: number | null): SpreadRow =>
  ({ pupil: 'p1', average_hundredths: average }) as SpreadRow
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
