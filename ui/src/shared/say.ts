// Days and times in the person's words.
import type { Text } from '../text/ru'
import { dayMonth, dayOf, daysBetween, parse, timeOf, weekday } from './dates'

const at = (list: string[], index: number): string => list[index] ?? ''

/** «среда, 16 декабря 2026». */
export function longDay(day: string, t: Text): string {
  const d = parse(day)
  return t.longDay(at(t.weekdays, weekday(day)), d.day, at(t.monthsOf, d.month - 1), d.year)
}

/** «ср 16 декабря». */
export function shortDay(day: string, t: Text): string {
  const d = parse(day)
  return t.shortDay(at(t.weekdaysShort, weekday(day)), d.day, at(t.monthsOf, d.month - 1))
}

/** «пт 18.12». */
export function weekDayMonth(day: string, t: Text): string {
  return `${at(t.weekdaysShort, weekday(day))} ${dayMonth(day)}`
}

/** «14:52» of today, «11.12, 14:23» of another day. */
export function moment(time: string, now: string): string {
  return dayOf(time) === dayOf(now) ? timeOf(time) : momentFull(time)
}

/** «11.12, 14:23». */
export function momentFull(time: string): string {
  const clock = timeOf(time)
  return clock ? `${dayMonth(time)}, ${clock}` : dayMonth(time)
}

/** The deadline of a column: «17.12», or the time where it is today. */
export function deadline(time: string, now: string): string {
  return daysBetween(now, time) === 0 && timeOf(time) !== '23:59' ? timeOf(time) : dayMonth(time)
}
