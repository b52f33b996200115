// The next time of entry in words, as the door and the line of a session say it.
import type { NextSlot } from '../../bindings/NextSlot'
import { weekDayMonth } from '../../shared/say'
import type { Text } from '../../text/ru'

/** «пт 23.10 с 14:00 до 15:40, АРМ № 7»; empty for none. */
export function nextSlot(next: NextSlot | null, t: Text): string {
  return next
    ? t.slots.next(weekDayMonth(next.day, t), next.from, next.until, next.workstation)
    : ''
}
