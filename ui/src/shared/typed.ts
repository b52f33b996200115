// Days and moments as people here type them, whatever the system's language: `27.10.2026`,
// `27.10`, `27.10.2026 14:30`.
import { fromMillis, fullDate, millis, parse, timeOf } from './dates'

export type Typed = 'day' | 'moment'

/** What the field shows of `2026-10-27` or `2026-10-27T14:30`; nothing of nothing. */
export function show(kind: Typed, value: string): string {
  if (value === '') return ''
  return kind === 'day' ? fullDate(value) : `${fullDate(value)} ${timeOf(value)}`
}

/** Reads what was typed: a day as `2026-10-27`, a moment as `2026-10-27T14:30`; null where it is
 * none. A day without its year is the nearest to the day given. */
export function read(kind: Typed, text: string, near: string): string | null {
  const [, day, month, year, hour, minute] =
    text
      .trim()
      .match(/^(\d{1,2})[.,/](\d{1,2})(?:[.,/](\d{2}|\d{4})?)?(?:[ ,]+(\d{1,2})[:.](\d{2}))?$/) ??
    []
  if (!day || !month || (kind === 'moment') !== (hour !== undefined)) return null
  const years = year ? [Number(year) + (year.length === 2 ? 2000 : 0)] : around(near)
  const days = years
    .map((one) => dated(one, Number(month), Number(day)))
    .filter((one) => one !== null)
  const far = (one: string): number => Math.abs(millis(one) - millis(near.slice(0, 10)))
  const [found] = days.sort((a, b) => far(a) - far(b))
  if (!found) return null
  if (kind === 'day') return found
  if (Number(hour) > 23 || Number(minute) > 59) return null
  return `${found}T${String(hour).padStart(2, '0')}:${minute}`
}

function around(near: string): number[] {
  const { year } = parse(near)
  return [year - 1, year, year + 1]
}

/** A day of the calendar: 30 February is none. */
function dated(year: number, month: number, day: number): string | null {
  const two = (number: number): string => String(number).padStart(2, '0')
  const text = `${year}-${two(month)}-${two(day)}`
  const real =
    month >= 1 && month <= 12 && day >= 1 && fromMillis(millis(text)).slice(0, 10) === text
  return real ? text : null
}
