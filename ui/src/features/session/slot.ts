// How long a slot of the plan of entry still lasts.
import type { SlotView } from '../../bindings/SlotView'
import { timeOf } from '../../shared/dates'

/** Minutes since midnight of `8:30`. */
export function minutesOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return hour * 60 + minute
}

/** Whole minutes until the slot ends; null without a slot. */
export function minutesLeft(slot: SlotView | null, now: string): number | null {
  return slot ? minutesOf(slot.until) - minutesOf(timeOf(now)) : null
}
