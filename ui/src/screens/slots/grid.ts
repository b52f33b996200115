// The geometry of the week: minutes and pixels, and where an arrow leads. Pure, tested without a browser.
import type { PlanSlot } from '../../bindings/PlanSlot'
import { minutesOf } from '../../features/session/slot'

/** Pixels of a minute. */
export const SCALE = 2.2
/** Times are moved and made longer by so many minutes. */
export const STEP = 5
/** A new time lasts so long. */
export const FRESH = 20
/** Monday to Saturday. */
export const DAYS = [1, 2, 3, 4, 5, 6]

const DAY_END = 24 * 60 - 1

/** `14:05` of 845. */
export function hourOf(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
}

/** The first and the last hour that the week shows: school hours, and whatever lies beyond. */
export function range(slots: PlanSlot[]): { from: number; until: number } {
  const froms = slots.map((slot) => minutesOf(slot.from))
  const untils = slots.map((slot) => minutesOf(slot.until))
  return {
    from: Math.floor(Math.min(8 * 60, ...froms) / 60) * 60,
    until: Math.ceil(Math.max(18 * 60, ...untils) / 60) * 60,
  }
}

/** Rounds to the step. */
export function snap(minutes: number): number {
  return Math.round(minutes / STEP) * STEP
}

export interface Span {
  weekday: number
  from: number
  until: number
}

export function spanOf(slot: PlanSlot): Span {
  return { weekday: slot.weekday, from: minutesOf(slot.from), until: minutesOf(slot.until) }
}

/** The span moved by minutes and days; null where it would leave the day or the week. */
export function moved(span: Span, minutes: number, days: number): Span | null {
  const next = {
    weekday: span.weekday + days,
    from: span.from + minutes,
    until: span.until + minutes,
  }
  return next.weekday >= 1 && next.weekday <= 6 && next.from >= 0 && next.until <= DAY_END
    ? next
    : null
}

/** The span made longer or shorter; null where it would be too short or leave the day. */
export function stretched(span: Span, minutes: number): Span | null {
  const until = span.until + minutes
  return until - span.from >= STEP && until <= DAY_END ? { ...span, until } : null
}

/** Where an arrow leads from a time: up and down in the day, sideways to the nearest in the next
 * day that has one. */
export function neighbour(slots: PlanSlot[], at: PlanSlot, key: string): PlanSlot | null {
  const from = minutesOf(at.from)
  const ofDay = (day: number): PlanSlot[] =>
    slots
      .filter((slot) => slot.weekday === day)
      .sort((a, b) => minutesOf(a.from) - minutesOf(b.from))
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const day = ofDay(at.weekday)
    const index = day.findIndex((slot) => slot.slot === at.slot)
    return day[index + (key === 'ArrowUp' ? -1 : 1)] ?? null
  }
  const step = key === 'ArrowLeft' ? -1 : 1
  for (let day = at.weekday + step; day >= 1 && day <= 7; day += step) {
    const near = ofDay(day).sort(
      (a, b) => Math.abs(minutesOf(a.from) - from) - Math.abs(minutesOf(b.from) - from),
    )[0]
    if (near) return near
  }
  return null
}

/** The first free span of a day after an hour, for a new time. */
export function free(slots: PlanSlot[], weekday: number, after: number): Span {
  let from = after
  for (const slot of slots
    .filter((each) => each.weekday === weekday)
    .sort((a, b) => minutesOf(a.from) - minutesOf(b.from))) {
    if (minutesOf(slot.from) < from + FRESH && from < minutesOf(slot.until)) {
      from = minutesOf(slot.until)
    }
  }
  return { weekday, from, until: Math.min(from + FRESH, DAY_END) }
}
