// The open spread: loaded from the core, patched by every answer, never changed by itself.

import { type CallError, call } from '../../backend/call'
import type { CellView } from '../../bindings/CellView'
import type { Place } from '../../bindings/Place'
import type { Saved } from '../../bindings/Saved'
import type { Spread } from '../../bindings/Spread'
import type { SpreadRow } from '../../bindings/SpreadRow'
import { placeKey } from './place'

const PAUSE_MS = 1200

export class SpreadStore {
  spread = $state.raw<Spread | null>(null)
  cell = $state.raw<CellView | null>(null)
  error = $state.raw<CallError | null>(null)
  loading = $state(false)
  /** Counts loads of another group or term: the cursor takes its place anew. */
  opened = $state(0)
  #loads = 0
  /** What was asked for last: a fresh reading never brings back the spread before it. */
  #wanted: { group: string; term: string | null } | null = null
  #written = 0

  async open(group: string, term: string | null): Promise<void> {
    this.#loads += 1
    this.#wanted = { group, term }
    const load = this.#loads
    const asked = performance.now()
    this.loading = true
    try {
      const spread = await call('spread', { group, term })
      if (load !== this.#loads) return
      const same = this.spread?.group.group === group && this.spread.term.term === spread.term.term
      // Read before what was written meanwhile: it would take that away from the screen.
      if (same && this.#written > asked) return this.refreshSoon()
      this.spread = same && this.spread ? kept(this.spread, spread) : spread
      this.error = null
      if (!same) {
        this.cell = null
        this.opened += 1
      }
    } catch (error) {
      if (load === this.#loads) this.error = error as CallError
    } finally {
      if (load === this.#loads) this.loading = false
    }
  }

  /** Reads the same spread again after facts of other machines arrived; the cursor stays. */
  async refresh(): Promise<void> {
    if (this.spread && this.#wanted) await this.open(this.#wanted.group, this.#wanted.term)
  }

  #refreshing: ReturnType<typeof setTimeout> | undefined

  /** The same, once the person pauses: never between two marks of a column. */
  refreshSoon(): void {
    clearTimeout(this.#refreshing)
    const quiet = performance.now() - this.#written
    this.#refreshing = setTimeout(
      () => {
        if (performance.now() - this.#written < PAUSE_MS) this.refreshSoon()
        else void this.refresh()
      },
      Math.max(50, PAUSE_MS - quiet),
    )
  }

  indexOf(place: Place): number {
    const key = placeKey(place)
    return this.spread?.lessons.findIndex((lesson) => placeKey(lesson.place) === key) ?? -1
  }

  rowOf(pupil: string): number {
    return this.spread?.rows.findIndex((row) => row.pupil === pupil) ?? -1
  }

  /** Takes over what an answer says is different. */
  apply(saved: Saved): void {
    const spread = this.spread
    this.#written = performance.now()
    if (!spread) return
    this.spread = {
      ...spread,
      lessons: patched(spread.lessons, saved.lessons, (lesson) => placeKey(lesson.place)),
      rows: patched(spread.rows, saved.rows, (row) => row.pupil, keptCells),
      can_undo: saved.can_undo,
      can_redo: saved.can_redo,
    }
    if (saved.cell) this.cell = saved.cell
  }
}

/** The items with fresh ones in the place of those with the same key. */
export function patched<T>(
  items: T[],
  fresh: T[],
  key: (item: T) => string,
  over: (old: T, fresh: T) => T = (_, item) => item,
): T[] {
  if (fresh.length === 0) return items
  const byKey = new Map(fresh.map((item) => [key(item), item]))
  return items.map((item) => {
    const newer = byKey.get(key(item))
    return newer === undefined ? item : over(item, newer)
  })
}

/** A fresh row, with the old objects for cells that say the same: they are not drawn again. */
function keptCells(old: SpreadRow, fresh: SpreadRow): SpreadRow {
  return { ...fresh, cells: fresh.cells.map((cell, n) => same(old.cells[n], cell)) }
}

/** The fresh spread, with the old objects wherever they say the same: equal rows are not drawn again. */
export function kept(old: Spread, fresh: Spread): Spread {
  const rows = new Map(old.rows.map((row) => [row.pupil, row]))
  const lessons = new Map(old.lessons.map((lesson) => [placeKey(lesson.place), lesson]))
  return {
    ...fresh,
    rows: fresh.rows.map((row) => same(rows.get(row.pupil), row)),
    lessons: fresh.lessons.map((lesson) => same(lessons.get(placeKey(lesson.place)), lesson)),
  }
}

function same<T>(old: T | undefined, fresh: T): T {
  return old !== undefined && JSON.stringify(old) === JSON.stringify(fresh) ? old : fresh
}

export const journal = new SpreadStore()
