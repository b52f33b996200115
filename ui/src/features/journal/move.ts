// Where the cursor goes in a grid: pure, so that it can be tested without a window.
import type { Move } from './intent'

export interface Spot {
  row: number
  col: number
}

export interface GridShape {
  rows: number
  cols: number
  /** Whether a cell can never be written: marking down passes over it. */
  skip?: (spot: Spot) => boolean
}

const PAGE = 10

/** The spot after a move; the edge of the grid stops it. */
export function move(from: Spot, to: Move, shape: GridShape): Spot {
  const last = { row: shape.rows - 1, col: shape.cols - 1 }
  const spot = { ...from }
  switch (to) {
    case 'up':
      spot.row -= 1
      break
    case 'down':
      spot.row += 1
      break
    case 'left':
      spot.col -= 1
      break
    case 'right':
      spot.col += 1
      break
    case 'home':
      spot.col = 0
      break
    case 'end':
      spot.col = last.col
      break
    case 'top':
      spot.row = 0
      break
    case 'bottom':
      spot.row = last.row
      break
    case 'pageUp':
      spot.row -= PAGE
      break
    case 'pageDown':
      spot.row += PAGE
      break
  }
  return clamp(spot, shape)
}

/** The spot inside the grid nearest to this one. */
export function clamp(spot: Spot, shape: GridShape): Spot {
  return {
    row: Math.max(0, Math.min(shape.rows - 1, spot.row)),
    col: Math.max(0, Math.min(shape.cols - 1, spot.col)),
  }
}

/** The next writable spot below; the same one where there is none. */
export function below(from: Spot, shape: GridShape): Spot {
  for (let row = from.row + 1; row < shape.rows; row += 1) {
    const spot = { row, col: from.col }
    if (!shape.skip?.(spot)) return spot
  }
  return from
}
