// A pupil's day as a cell and as a screen reader says it.
import type { AbsenceCode } from '../../bindings/AbsenceCode'
import type { ClassCell } from '../../bindings/ClassCell'
import type { Text } from '../../text/ru'

const LETTERS: Record<AbsenceCode, string> = {
  unresolved: 'н?',
  illness: 'Б',
  excused: 'П',
  unexcused: 'Н',
}

/** «6Б»: lessons missed and their reason; the number alone where the reasons differ. */
export function dayText(day: ClassCell, t: Text): string {
  const missed = day.missed > 0 ? `${day.missed}${day.reason ? LETTERS[day.reason] : ''}` : ''
  const late = day.late > 0 ? t.klass.lateCode(day.late) : ''
  const ahead = missed === '' && day.ahead ? LETTERS[day.ahead].toLowerCase() : ''
  return [missed, late, ahead].filter(Boolean).join(' ')
}

/** The same in words. */
export function dayLabel(day: ClassCell, t: Text): string {
  const { klass } = t
  if (!day.listed) return klass.notListed
  const parts: string[] = []
  if (day.missed > 0)
    parts.push(
      klass.missed(day.missed, day.lessons),
      day.reason ? klass.reasons[day.reason] : klass.mixed,
    )
  if (day.late > 0) parts.push(klass.lateTimes(day.late))
  if (day.missed === 0 && day.ahead) parts.push(klass.aheadReason(klass.reasons[day.ahead]))
  // What is seen comes first, so that whoever speaks to the program can say it.
  return [dayText(day, t), ...parts].filter(Boolean).join(', ') || klass.nothingMissed
}
