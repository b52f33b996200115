// The cursor of a grid, drawn straight on the table: a move touches two cells and two rows and
// no reactive state, so it stays within a frame on 30 × 40 cells.
import type { Spot } from './move'

export interface CursorTable {
  /** The element of a spot; null where the table has none. */
  at(spot: Spot): HTMLElement | null
}

/** The cells of a table body whose rows start with `lead` header cells. */
export function bodyCells(
  table: () => HTMLTableElement | null,
  column: (col: number) => number,
): CursorTable {
  return {
    at(spot) {
      const cell = table()?.tBodies[0]?.rows[spot.row]?.cells[column(spot.col)]
      return cell ?? null
    },
  }
}

export class GridCursor {
  spot: Spot = { row: 0, col: 0 }
  #cell: HTMLElement | null = null
  readonly #table: CursorTable

  constructor(table: CursorTable) {
    this.#table = table
  }

  get cell(): HTMLElement | null {
    return this.#cell
  }

  /** Puts the cursor on a spot; with `focus`, the keyboard follows. */
  place(spot: Spot, focus: boolean): void {
    const cell = this.#table.at(spot)
    this.spot = spot
    if (cell !== this.#cell) {
      this.#clear()
      this.#cell = cell
      if (cell) {
        cell.tabIndex = 0
        cell.setAttribute('aria-selected', 'true')
        cell.parentElement?.setAttribute('data-cur', '')
      }
    }
    if (cell && focus) {
      // Scrolling lays out once; the focus after it finds nothing to lay out again.
      cell.scrollIntoView({ block: 'nearest', inline: 'nearest' })
      cell.focus({ preventScroll: true })
    }
  }

  /** Draws the cursor again after the table was rebuilt. */
  redraw(focus: boolean): void {
    this.#clear()
    this.#cell = null
    this.place(this.spot, focus)
  }

  #clear(): void {
    const cell = this.#cell
    if (!cell) return
    cell.tabIndex = -1
    cell.removeAttribute('aria-selected')
    cell.removeAttribute('data-second')
    cell.parentElement?.removeAttribute('data-cur')
  }
}
