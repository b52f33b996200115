// Dates and times as the core writes them: local, without an offset. No time zones here.

export interface LocalTime {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
}

/** Reads `2026-10-23` or `2026-10-23T09:50:00`. */
export function parse(text: string): LocalTime {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] =
    text.match(/\d+/g)?.map(Number) ?? []
  return { year, month, day, hour, minute, second }
}

/** Milliseconds on a line of local time; only differences mean something. */
export function millis(text: string): number {
  const t = parse(text)
  return Date.UTC(t.year, t.month - 1, t.day, t.hour, t.minute, t.second)
}

/** The inverse of `millis`: `2026-10-23T09:50:00`. */
export function fromMillis(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19)
}

/** `2026-10-23` of a date or a time. */
export function dayOf(text: string): string {
  return text.slice(0, 10)
}

/** `09:50` of a time; empty for a mere date. */
export function timeOf(text: string): string {
  return text.length > 10 ? text.slice(11, 16).replace(/^0/, '') : ''
}

/** `23.10`. */
export function dayMonth(text: string): string {
  return `${text.slice(8, 10)}.${text.slice(5, 7)}`
}

/** `23.10.2026`. */
export function fullDate(text: string): string {
  return `${dayMonth(text)}.${text.slice(0, 4)}`
}

/** `23`. */
export function dayNumber(text: string): string {
  return text.slice(8, 10)
}

/** 0 for Sunday … 6 for Saturday. */
export function weekday(text: string): number {
  return new Date(millis(dayOf(text))).getUTCDay()
}

/** Whole days from one day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((millis(dayOf(to)) - millis(dayOf(from))) / 86_400_000)
}

/** The day so many days later. */
export function addDays(day: string, days: number): string {
  return dayOf(fromMillis(millis(dayOf(day)) + days * 86_400_000))
}

/** The month of a day as a number that tells months of different years apart. */
export function monthIndex(text: string): number {
  const t = parse(text)
  return t.year * 12 + t.month - 1
}
