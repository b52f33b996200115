// What keys do on the right page: the lessons themselves, a line each.

import { call } from '../../backend/call'
import type { AssignmentView } from '../../bindings/AssignmentView'
import type { HeldView } from '../../bindings/HeldView'
import type { HomeworkView } from '../../bindings/HomeworkView'
import type { PlanTopic } from '../../bindings/PlanTopic'
import type { SpreadLesson } from '../../bindings/SpreadLesson'
import { isQuestion, type KeyPress, plain } from '../../shared/keys'
import type { JournalController } from './controller.svelte'
import { bodyCells, GridCursor } from './cursor'
import type { Move } from './intent'
import { clamp, type GridShape, move } from './move'
import type { SpreadStore } from './spread.svelte'

export const COLUMNS = ['date', 'number', 'topic', 'kind', 'homework'] as const
export type LineColumn = (typeof COLUMNS)[number]

/** Which cell is being edited. */
export interface Editing {
  lesson: number
  column: 'topic' | 'homework'
}

const MOVES: Record<string, Move> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Home: 'home',
  End: 'end',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
}

export class LinesController {
  editing = $state.raw<Editing | null>(null)
  /** What stands in the editor. */
  text = $state('')
  /** The text is that of the cell: what is typed next takes its place. */
  whole = false
  table = $state.raw<HTMLTableElement | null>(null)
  readonly cursor = new GridCursor(
    bodyCells(
      () => this.table,
      (col) => col,
    ),
  )
  readonly #store: SpreadStore
  readonly #cells: JournalController

  constructor(store: SpreadStore, cells: JournalController) {
    this.#store = store
    this.#cells = cells
  }

  shape(): GridShape {
    return { rows: this.#store.spread?.lessons.length ?? 0, cols: COLUMNS.length }
  }

  lesson(): SpreadLesson | null {
    return this.#store.spread?.lessons[this.cursor.spot.row] ?? null
  }

  /** Comes from the left page: to what the lesson lacks. */
  enter(index: number): void {
    const lesson = this.#store.spread?.lessons[index]
    const column: LineColumn = lesson && !lesson.topic ? 'topic' : 'homework'
    this.stand(index, column)
  }

  stand(row: number, column: LineColumn): void {
    this.cursor.place(clamp({ row, col: COLUMNS.indexOf(column) }, this.shape()), true)
  }

  /** Returns whether the key meant something here. */
  press(press: KeyPress, back: () => void): boolean {
    const lesson = this.lesson()
    if (!lesson || this.editing) return this.#beforeEditor(press)
    const to = plain(press) && !press.shiftKey ? MOVES[press.key] : undefined
    if (to) {
      this.cursor.place(move(this.cursor.spot, to, this.shape()), true)
      return true
    }
    if (press.key === 'F6' || press.key === 'Escape') back()
    else if (press.key === 'F9') {
      if (press.shiftKey) this.#cells.dialog = { kind: 'notHeld', lesson }
      else void this.#cells.hold(lesson)
    } else if (press.key === 'F7') this.#cells.dialog = { kind: 'kinds', lesson }
    else if (press.key === 'F4') this.#cells.onInspector?.()
    else if (press.ctrlKey && (press.code === 'KeyZ' || press.code === 'KeyY'))
      this.#cells.press({ do: press.code === 'KeyY' || press.shiftKey ? 'redo' : 'undo' })
    else if (plain(press)) return this.#inCell(press, lesson)
    else return false
    return true
  }

  /** A letter that came after the key that opens the editor, and before the editor stood there. */
  #beforeEditor(press: KeyPress): boolean {
    if (!this.editing || !plain(press) || press.key.length !== 1) return false
    this.text = this.whole ? press.key : this.text + press.key
    this.whole = false
    return true
  }

  #inCell(press: KeyPress, lesson: SpreadLesson): boolean {
    const column = COLUMNS[this.cursor.spot.col]
    if (column === 'kind' && press.key === 'Enter') {
      this.#cells.dialog = { kind: 'kinds', lesson }
      return true
    }
    if (isQuestion(press)) {
      this.#cells.dialog = { kind: 'keys' }
      return true
    }
    if (column !== 'topic' && column !== 'homework') return false
    if (press.key === 'Enter' || press.key === 'F2') this.edit(column, null)
    else if (press.key === 'Delete' || press.key === 'Backspace') void this.save(column, '')
    else if (column === 'homework' && press.key === '-') void this.save('homework', '-')
    else if (press.key.length === 1) this.edit(column, press.key)
    else return false
    return true
  }

  edit(column: 'topic' | 'homework', start: string | null): void {
    if (!this.#store.spread?.rights.write) return
    this.text = start ?? this.stated(column)
    this.whole = start === null
    this.editing = { lesson: this.cursor.spot.row, column }
  }

  /** What the journal says there. */
  stated(column: 'topic' | 'homework'): string {
    const lesson = this.lesson()
    if (!lesson) return ''
    if (column === 'topic') return lesson.topic
    return lesson.homework.state === 'set' ? lesson.homework.text : ''
  }

  /** Leaves the editor; the line keeps the focus. */
  leave(): void {
    this.editing = null
    queueMicrotask(() => this.cursor.place(this.cursor.spot, true))
  }

  async save(
    column: 'topic' | 'homework',
    text: string,
    row: PlanTopic | null = null,
  ): Promise<boolean> {
    const lesson = this.lesson()
    if (!lesson) return false
    const topic =
      column === 'topic'
        ? { text: text.trim(), plan: row?.plan ?? null, number: row?.number ?? null }
        : null
    const homework = column === 'homework' ? homeworkOf(text, lesson.homework) : null
    return this.state(lesson, { topic, homework })
  }

  /** States parts of a lesson; those left out stay. */
  state(
    lesson: SpreadLesson,
    parts: {
      held?: HeldView
      topic?: { text: string; plan: string | null; number: number | null } | null
      homework?: HomeworkView | null
      assignments?: AssignmentView[]
    },
  ): Promise<boolean> {
    return this.#cells.change(() =>
      call('set_lesson', {
        place: lesson.place,
        held: parts.held ?? null,
        topic: parts.topic ?? null,
        homework: parts.homework ?? null,
        assignments: parts.assignments ?? null,
      }),
    )
  }
}

/** What typed homework states: nothing clears, «-» is «не задано», the rest is a task. */
export function homeworkOf(text: string, before: HomeworkView): HomeworkView {
  const task = text.trim()
  if (task === '') return { state: 'missing' }
  if (/^[-–—]$/.test(task) || /^(не задано|none set)$/i.test(task)) return { state: 'not_set' }
  return { state: 'set', text: task, due_on: before.state === 'set' ? before.due_on : null }
}
