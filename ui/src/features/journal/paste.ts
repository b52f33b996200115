// A column pasted from a spreadsheet: each line stands against a pupil, from the cursor down.
import type { PresenceArg } from '../../bindings/PresenceArg'
import type { SpreadRow } from '../../bindings/SpreadRow'
import { cellText, has } from './cell'

/** What a pasted value states. */
export type Pasted =
  | { kind: 'marks'; values: string[] }
  | { kind: 'presence'; presence: PresenceArg }

export interface PasteLine {
  row: SpreadRow
  text: string
  /** What stands there now; empty for nothing. */
  now: string
  /** What it states; null where it states nothing or cannot be read. */
  act: Pasted | null
  /** Why it is left out; empty where it is taken. */
  trouble: '' | 'unreadable' | 'off_list' | 'occupied'
}

const LETTERS: Record<string, PresenceArg> = {
  н: { is: 'absent', reason: 'unresolved' },
  Н: { is: 'absent', reason: 'unexcused' },
  б: { is: 'absent', reason: 'illness' },
  п: { is: 'absent', reason: 'excused' },
  о: { is: 'late', minutes: 0 },
  оп: { is: 'late', minutes: 0 },
}

/** The first column of what a spreadsheet copied, without the last empty line. */
export function columnOf(text: string): string[] {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n')
  return lines.map((line) => (line.split('\t')[0] ?? '').trim())
}

/** Reads one value: `5`, `5/4`, `зач`, `н`, `Б`, `оп`; null for anything else. */
export function readValue(text: string): Pasted | null {
  if (/^[1-5](\/[1-5]){0,2}$/.test(text)) return { kind: 'marks', values: text.split('/') }
  const word = text.toLowerCase().replace('ё', 'е')
  if (word === 'зач' || word === 'зачет') return { kind: 'marks', values: ['зач'] }
  if (word === 'незач' || word === 'незачет') return { kind: 'marks', values: ['незач'] }
  const presence = LETTERS[text] ?? LETTERS[text.toLowerCase()]
  return presence ? { kind: 'presence', presence } : null
}

/** Sets each line against a pupil, and says what cannot be taken. An occupied cell is left alone. */
export function against(
  rows: SpreadRow[],
  from: number,
  lesson: number,
  texts: string[],
): PasteLine[] {
  return rows.slice(from, from + texts.length).map((row, n) => {
    const text = texts[n] ?? ''
    const cell = row.cells[lesson]
    const now = cell ? cellText(cell) : ''
    const act = readValue(text)
    const trouble =
      text === ''
        ? ''
        : !act
          ? 'unreadable'
          : cell && has(cell, 'off_list')
            ? 'off_list'
            : now !== ''
              ? 'occupied'
              : ''
    return { row, text, now, act: trouble === '' ? act : null, trouble }
  })
}
