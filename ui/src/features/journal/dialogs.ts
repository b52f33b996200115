// The questions a key in a cell may ask, and where the cursor stands when it asks them.
import type { PermitLine } from '../../bindings/PermitLine'
import type { SpreadLesson } from '../../bindings/SpreadLesson'
import type { SpreadRow } from '../../bindings/SpreadRow'
import type { PasteLine } from './paste'

export type JournalDialog =
  | { kind: 'comment'; row: SpreadRow; lesson: SpreadLesson; ordinal: number }
  | { kind: 'note'; row: SpreadRow; lesson: SpreadLesson }
  | { kind: 'pupil'; row: SpreadRow }
  | { kind: 'kinds'; lesson: SpreadLesson }
  | { kind: 'notHeld'; lesson: SpreadLesson }
  | { kind: 'written'; row: SpreadRow; lesson: SpreadLesson; ordinal: number; value: string }
  | { kind: 'reason'; row: SpreadRow; term: number; value: string; proposal: string }
  | { kind: 'permit'; row: SpreadRow; lesson: SpreadLesson; request: PermitLine | null }
  | { kind: 'ask'; row: SpreadRow; lesson: SpreadLesson }
  | { kind: 'paste'; lesson: SpreadLesson; lines: PasteLine[] }
  | { kind: 'stack'; lesson: SpreadLesson }
  | { kind: 'column'; row: SpreadRow; lesson: SpreadLesson }
  | { kind: 'debts' }
  | { kind: 'keys' }

/** A column of the grid: a lesson by its index, or a term mark by its index. */
export type Column = { lesson: number } | { term: number }

/** What the cursor stands on. */
export interface Target {
  row: SpreadRow
  lesson: SpreadLesson | null
  term: number | null
}
