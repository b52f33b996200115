// What stands in a cell and how it is said: pure functions of the view.
import type { Cell } from '../../bindings/Cell'
import type { CellFlag } from '../../bindings/CellFlag'
import type { SpreadLesson } from '../../bindings/SpreadLesson'
import type { Text } from '../../text/ru'

/** The letter of an absence as the cell shows it; the letters are the form's, in any language. */
const LETTERS = { unresolved: 'н', illness: 'Б', excused: 'П', unexcused: 'Н' } as const

export function has(cell: Cell, flag: CellFlag): boolean {
  return cell.flags.includes(flag)
}

/** The marks of a cell: `5`, `5/4`, `/4` where only the second work has one. */
export function marksText(cell: Cell): string {
  const last = cell.marks.at(-1)
  if (!last) return ''
  if (cell.marks.length === 1 && last.ordinal === 0) return last.text
  const slots = new Map(cell.marks.map((mark) => [mark.ordinal, mark.text]))
  return Array.from({ length: last.ordinal + 1 }, (_, n) => slots.get(n) ?? '').join('/')
}

/** All that stands in a cell but `оп` and signs: `н`, `Б/4`, `5/4`. */
export function cellText(cell: Cell): string {
  const marks = marksText(cell)
  if (!cell.absence) return marks
  const letter = LETTERS[cell.absence]
  return marks ? `${letter}/${marks}` : letter
}

/** The letter of an absence that is expected and not said yet; small, as nobody stands for it. */
export function expectedText(cell: Cell): string {
  return cell.expected ? LETTERS[cell.expected].toLowerCase() : ''
}

/** The struck value, where a mark was corrected under a permit. */
export function struck(cell: Cell): string {
  return cell.marks.find((mark) => mark.was !== null)?.was ?? ''
}

const SIGNS: Partial<Record<CellFlag, string>> = {
  unsent: 'unsent',
  comment: 'noted',
  permit: 'permit',
  entered_late: 'latein',
  delivered_late: 'latecame',
  conflict: 'conflict',
  unpermitted: 'unpermitted',
  off_list: 'off',
}

const EMPTY_CLASS: Record<SpreadLesson['stage'], string> = {
  planned: 'plan',
  today: 'today',
  open: 'op',
  closed: 'cl',
}

/** The classes of a cell: paper by the lesson's stage, ink by what stands there, signs by flags. */
export function cellClass(cell: Cell, stage: SpreadLesson['stage']): string {
  if (
    !cell.absence &&
    !cell.late &&
    !cell.expected &&
    cell.marks.length === 0 &&
    cell.flags.length === 0
  )
    return EMPTY_CLASS[stage]
  const classes = EMPTY_CLASS[stage] ? [EMPTY_CLASS[stage]] : []
  if (cell.absence) classes.push('abs')
  if (cell.absence === 'unexcused') classes.push('un')
  if (cell.expected) classes.push('expect')
  if (cellText(cell).length > 2) classes.push('w')
  if (struck(cell)) classes.push('fixed')
  for (const flag of cell.flags) {
    const sign = SIGNS[flag]
    if (sign) classes.push(sign)
  }
  return classes.join(' ')
}

/** The text of a cell with its signs, as it stands on the paper. */
function shownText(cell: Cell): string {
  if (has(cell, 'missing')) return ''
  const values = struck(cell) ? struck(cell) + marksText(cell) : cellText(cell)
  return `${has(cell, 'conflict') ? '≠' : ''}${cell.late ? 'оп' : ''}${values}`
}

/** What a screen reader says where the text of the cell is not enough; empty where it is. */
export function cellLabel(cell: Cell, t: Text): string {
  if (!cell.absence && !cell.late && !cell.expected && !struck(cell) && cell.flags.length === 0)
    return ''
  const said = [shownText(cell) || expectedText(cell)]
  if (cell.expected) said.push(t.journal.cell.expected)
  if (cell.absence) said.push(t.absences[cell.absence].name)
  if (cell.late) said.push(t.journal.cell.late)
  if (struck(cell)) said.push(t.journal.cell.corrected(struck(cell)))
  for (const flag of cell.flags) said.push(t.journal.cell[flag])
  return said.filter(Boolean).join(', ')
}

/** The codes over a column: `УО`, `УО·СР`, `УО+2`. */
export function kindsText(lesson: SpreadLesson, t: Text): string {
  const codes = lesson.assignments.map((work) => t.kinds[work.kind].code)
  const first = codes[0]
  if (first === undefined) return lesson.planned?.kind ? t.kinds[lesson.planned.kind].code : ''
  return codes.length > 2 ? `${first}+${codes.length - 1}` : codes.join('·')
}

/** Whether the column holds a control work, which stands bold. */
export function isControl(lesson: SpreadLesson): boolean {
  return lesson.assignments.some((work) =>
    ['control', 'administrative_control', 'national_check', 'control_dictation', 'exam'].includes(
      work.kind,
    ),
  )
}
