// A pile of notebooks is never alphabetical: letters of a surname, then the mark.
import type { SpreadRow } from '../../bindings/SpreadRow'
import { has } from './cell'
import { type Pasted, readValue } from './paste'

/** What was typed: whose notebook, and what stands in it. */
export interface StackLine {
  name: string
  /** The value as typed; empty while there is none. */
  text: string
  act: Pasted | null
}

const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
const CYRILLIC = 'йцукенгшщзхъфывапролджэячсмитьбюё'

/** What the same keys print in the Russian layout. */
export function inRussian(text: string): string {
  return [...text.toLowerCase()].map((letter) => CYRILLIC[LATIN.indexOf(letter)] ?? letter).join('')
}

/** Reads «ива5», «ива 5/4», «иванов п н»: a value begins with a figure, or is the last word. */
export function readLine(typed: string): StackLine {
  const line = typed.trim()
  const figures = /^(\D*?)\s*(\d.*)$/.exec(line)
  if (figures) {
    const [, name = '', text = ''] = figures
    return { name, text, act: readValue(text) }
  }
  const at = line.lastIndexOf(' ')
  const text = line.slice(at + 1)
  const act = at > 0 ? readValue(inRussian(text)) : null
  return act ? { name: line.slice(0, at), text, act } : { name: line, text: '', act: null }
}

const plain = (text: string): string => text.toLowerCase().replaceAll('ё', 'е')

/** The rows whose surname, and then given name, begin so; in either layout of the keyboard. */
export function findRows(rows: SpreadRow[], lesson: number, name: string): SpreadRow[] {
  const words = plain(inRussian(name)).split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  return rows.filter((row) => {
    const cell = row.cells[lesson]
    const names = plain(row.name).split(/\s+/)
    const listed = cell !== undefined && !has(cell, 'off_list')
    return listed && words.every((word, n) => names[n]?.startsWith(word))
  })
}
