// How a request or a permit stands, as one sentence; the same in the cell, on Today and in the list.
import type { PermitLine } from '../../bindings/PermitLine'
import { dayMonth } from '../../shared/dates'
import { className } from '../../shared/numbers'
import { moment } from '../../shared/say'
import type { Text } from '../../text/ru'

/** «Разрешение до 14:00, дал Орлов П. П.». */
export function standing(line: PermitLine, now: string, t: Text): string {
  const by = line.answered?.by ?? ''
  const until = line.until ? moment(line.until, now) : ''
  switch (line.state) {
    case 'open':
      return t.permits.openUntil(until, by)
    case 'expired':
      return t.permits.endedAt(until)
    case 'declined':
      return t.permits.declinedBy(by)
    case 'taken_back':
      return t.permits.takenBackBy(by)
    default:
      return t.permits.states[line.state]
  }
}

/** «9 «Б», алгебра, 14.09, 2-й урок». */
export function whereOf(line: PermitLine, t: Text): string {
  const cls = className(line.class_name)
  const subject = line.subject.toLowerCase()
  if (line.place) return t.permits.where(cls, subject, dayMonth(line.place.date), line.place.bell)
  const [from, to] = line.days ?? ['', '']
  return t.permits.days(cls, subject, dayMonth(from), dayMonth(to))
}
