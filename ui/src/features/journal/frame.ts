// What the cells of a spread share of their lessons: the paper they stand on.
import type { SpreadLesson } from '../../bindings/SpreadLesson'
import { monthIndex } from '../../shared/dates'

/** Of one lesson. */
export interface Frame {
  stage: SpreadLesson['stage']
  /** The last of its month. */
  ends: boolean
  /** One of several of its day. */
  twice: boolean
}

export function frameOf(lessons: SpreadLesson[]): Frame[] {
  return lessons.map((lesson, n) => {
    const { date } = lesson.place
    const next = lessons[n + 1]?.place.date
    return {
      stage: lesson.stage,
      ends: next !== undefined && monthIndex(next) !== monthIndex(date),
      twice: next === date || lessons[n - 1]?.place.date === date,
    }
  })
}

export function sameFrame(a: Frame[], b: Frame[]): boolean {
  return a.length === b.length && JSON.stringify(a) === JSON.stringify(b)
}
