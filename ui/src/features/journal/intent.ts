// What a key means in the cells of a journal, in either keyboard layout.
import type { AbsenceCode } from '../../bindings/AbsenceCode'
import { ctrl, isQuestion, isSlash, type KeyPress, plain } from '../../shared/keys'

export type Move =
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'home'
  | 'end'
  | 'top'
  | 'bottom'
  | 'pageUp'
  | 'pageDown'

export type Intent =
  | { do: 'move'; to: Move }
  | { do: 'mark'; value: string }
  | { do: 'absent'; reason: AbsenceCode }
  | { do: 'late' }
  | { do: 'second' }
  | { do: 'comment' }
  | { do: 'note' }
  | { do: 'pupil' }
  | { do: 'clear' }
  | { do: 'undo' }
  | { do: 'redo' }
  | { do: 'held' }
  | { do: 'notHeld' }
  | { do: 'kinds' }
  | { do: 'otherPage' }
  | { do: 'inspector' }
  | { do: 'accept' }
  | { do: 'keys' }
  | { do: 'stack' }
  | { do: 'column' }
  | { do: 'debts' }
  | { do: 'ask' }
  /** A key typed after F6, before the page was changed: the other page reads it. */
  | { do: 'there'; press: KeyPress }

const MOVES: Record<string, Move> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Home: 'home',
  End: 'end',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
}

// By what the key prints, and by its place on the board where the other layout is on.
const ABSENT: Record<string, AbsenceCode> = {
  н: 'unresolved',
  n: 'unresolved',
  y: 'unresolved',
  б: 'illness',
  b: 'illness',
  п: 'excused',
  p: 'excused',
  g: 'excused',
}
const LATE = new Set(['о', 'o', 'j'])
const CREDIT = new Set(['з', 'z'])

/** Reads a key press in a cell; null where the key means nothing here. */
export function intentOf(press: KeyPress): Intent | null {
  return (
    controlIntent(press) ?? (plain(press) ? (functionIntent(press) ?? letterIntent(press)) : null)
  )
}

function controlIntent(press: KeyPress): Intent | null {
  if (ctrl(press, 'KeyZ')) return { do: press.shiftKey ? 'redo' : 'undo' }
  if (ctrl(press, 'KeyY')) return { do: 'redo' }
  if (ctrl(press, 'KeyK')) return { do: 'stack' }
  if (ctrl(press, 'KeyD')) return { do: 'debts' }
  if (ctrl(press, 'KeyI')) return { do: 'pupil' }
  if (ctrl(press, 'KeyR')) return { do: 'ask' }
  if (!press.ctrlKey) return null
  if (press.key === 'Enter') return { do: 'column' }
  if (press.key === 'Home') return { do: 'move', to: 'top' }
  if (press.key === 'End') return { do: 'move', to: 'bottom' }
  return null
}

function functionIntent(press: KeyPress): Intent | null {
  const move = MOVES[press.key]
  if (move) return { do: 'move', to: move }
  switch (press.key) {
    case 'Enter':
      return press.shiftKey ? { do: 'move', to: 'up' } : { do: 'accept' }
    case 'Delete':
    case 'Backspace':
      return { do: 'clear' }
    case 'F2':
      return { do: press.shiftKey ? 'note' : 'comment' }
    case 'F4':
      return { do: 'inspector' }
    case 'F6':
      return { do: 'otherPage' }
    case 'F7':
      return { do: 'kinds' }
    case 'F9':
      return { do: press.shiftKey ? 'notHeld' : 'held' }
    default:
      return null
  }
}

function letterIntent(press: KeyPress): Intent | null {
  if (isQuestion(press)) return { do: 'keys' }
  if (isSlash(press)) return { do: 'second' }
  if (/^[1-5]$/.test(press.key)) return { do: 'mark', value: press.key }
  const letter = press.key.toLowerCase()
  if (letter === ',' && press.code === 'Comma') return { do: 'absent', reason: 'illness' }
  const reason = ABSENT[letter]
  if (reason === 'unresolved' && press.shiftKey) return { do: 'absent', reason: 'unexcused' }
  if (reason) return { do: 'absent', reason }
  if (LATE.has(letter)) return { do: 'late' }
  if (CREDIT.has(letter)) return { do: 'mark', value: press.shiftKey ? 'незач' : 'зач' }
  return null
}

/** What a key means in a column of term marks: «н» is н/а there, «о» is exempt. */
export function termIntent(intent: Intent): Intent | null {
  if (intent.do === 'absent' && intent.reason === 'unresolved') return { do: 'mark', value: 'н/а' }
  if (intent.do === 'late') return { do: 'mark', value: 'осв' }
  const none: Intent['do'][] = [
    'absent',
    'second',
    'comment',
    'note',
    'held',
    'notHeld',
    'kinds',
    'stack',
    'column',
    'ask',
  ]
  return none.includes(intent.do) ? null : intent
}
