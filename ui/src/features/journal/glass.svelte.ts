// The glass over a cell follows the cursor: after the frame of the move, never within it, and it
// asks the core only when the cursor rests.
import { call } from '../../backend/call'
import type { Column, Target } from './dialogs'
import { placeKey } from './place'
import type { SpreadStore } from './spread.svelte'

/** What the cursor stands on, by index. */
export interface Standing {
  row: number
  column: Column
}

const REST_MS = 110

export class Glass {
  standing = $state.raw<Standing | null>(null)
  readonly #store: SpreadStore
  readonly #target: () => Target | null
  #rest: ReturnType<typeof setTimeout> | undefined
  #frame = 0

  constructor(store: SpreadStore, target: () => Target | null) {
    this.#store = store
    this.#target = target
  }

  /** Follows to where the cursor stands; `moved` is told when that is another cell. */
  follow(row: number, column: Column | undefined, moved: () => void): void {
    this.dispose()
    this.#frame = requestAnimationFrame(() => {
      if (!column || (this.standing?.row === row && this.standing.column === column)) return
      this.standing = { row, column }
      moved()
    })
    this.#rest = setTimeout(() => void this.#lookUp(), REST_MS)
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame)
    clearTimeout(this.#rest)
  }

  async #lookUp(): Promise<void> {
    const target = this.#target()
    if (!target?.lesson) return
    const { place } = target.lesson
    const view = await call('cell', { place, pupil: target.row.pupil }).catch(() => null)
    const now = this.#target()
    if (!view || !now?.lesson || now.row.pupil !== view.pupil) return
    if (placeKey(now.lesson.place) === placeKey(view.place)) this.#store.cell = view
  }
}
