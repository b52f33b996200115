// Keys in either keyboard layout. A letter key is known by what it prints, by the Latin letter
// of the same meaning, and by the place on the board when the other layout is on.

export interface KeyPress {
  key: string
  code: string
  shiftKey: boolean
  ctrlKey: boolean
  altKey: boolean
  metaKey: boolean
}

/** Whether a press is Ctrl (or Cmd) with the key at a place of the board, in any layout. */
export function ctrl(press: KeyPress, code: string): boolean {
  return (press.ctrlKey || press.metaKey) && !press.altKey && press.code === code
}

/** Whether nothing but Shift is held. */
export function plain(press: KeyPress): boolean {
  return !press.ctrlKey && !press.altKey && !press.metaKey
}

/** Whether this is `?` in either layout: Shift + Slash, or Shift + 7 of the Russian one. */
export function isQuestion(press: KeyPress): boolean {
  return plain(press) && (press.key === '?' || (press.shiftKey && press.code === 'Slash'))
}

/** Whether this is `/` in either layout: the Slash key prints «.» in the Russian one. */
export function isSlash(press: KeyPress): boolean {
  if (!plain(press) || press.shiftKey) return press.key === '/' && plain(press)
  return press.key === '/' || press.code === 'Slash' || press.code === 'NumpadDivide'
}

/** The keys of the upper row that open the screens in the order of the rail, with Alt. */
export const SCREEN_KEYS = [...'1234567890-='].map((key) => ({
  key,
  code: key === '-' ? 'Minus' : key === '=' ? 'Equal' : `Digit${key}`,
}))
