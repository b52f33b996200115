// Numbers as the journal writes them: decimal comma in Russian, tabular figures by the font.
import type { Language } from './prefs.svelte'

/** `4,25` of 425. */
export function hundredths(value: number, language: Language): string {
  const text = (value / 100).toFixed(2)
  return language === 'ru' ? text.replace('.', ',') : text
}

/** Chooses the Russian form for a count: 1 урок, 2 урока, 5 уроков. */
export function plural(count: number, one: string, few: string, many: string): string {
  const tens = Math.abs(count) % 100
  const ones = tens % 10
  if (tens > 10 && tens < 20) return many
  if (ones === 1) return one
  return ones >= 2 && ones <= 4 ? few : many
}

/** «5 уроков». */
export function counted(count: number, one: string, few: string, many: string): string {
  return `${count} ${plural(count, one, few, many)}`
}

/** «640 КБ», «1,2 МБ»: the length of a file. */
export function bytes(len: number, language: Language): string {
  const [kilo, mega] = language === 'ru' ? ['КБ', 'МБ'] : ['KB', 'MB']
  if (len < 1000 * 1024) return `${Math.max(1, Math.round(len / 1024))} ${kilo}`
  const text = (len / 1024 / 1024).toFixed(1)
  return `${language === 'ru' ? text.replace('.', ',') : text} ${mega}`
}

/** `9 «Б»` of `9Б`. */
export function className(name: string): string {
  const found = /^(\d+)\s*(\p{L}+)$/u.exec(name)
  return found ? `${found[1]} «${found[2]}»` : name
}
