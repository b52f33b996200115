// What keys do in the cells of the open spread: one controller for the journal's left page and
// for the pupils of the lesson form. The core judges every act; nothing is shown before it is saved.

import { flushSync } from 'svelte'
import { CallError, call } from '../../backend/call'
import type { ApiError } from '../../bindings/ApiError'
import type { AssignmentView } from '../../bindings/AssignmentView'
import type { Cell } from '../../bindings/Cell'
import type { Saved } from '../../bindings/Saved'
import type { SpreadLesson } from '../../bindings/SpreadLesson'
import type { SpreadRow } from '../../bindings/SpreadRow'
import type { KeyPress } from '../../shared/keys'
import { status } from '../status/status.svelte'
import { has } from './cell'
import { type CursorTable, GridCursor } from './cursor'
import type { Column, JournalDialog, Target } from './dialogs'
import { Glass } from './glass.svelte'
import { type Intent, intentOf, termIntent } from './intent'
import { below, clamp, type GridShape, move, type Spot } from './move'
import { against, columnOf } from './paste'
import { placeKey, samePlace } from './place'
import { KeyQueue } from './queue'
import type { SpreadStore } from './spread.svelte'

export class JournalController {
  dialog = $state.raw<JournalDialog | null>(null)
  refusal = $state.raw<ApiError | null>(null)
  /** Whether the core is still writing what was typed. */
  busy = $state(false)
  readonly cursor: GridCursor
  readonly glass: Glass
  readonly #store: SpreadStore
  readonly #columns: () => Column[]
  readonly #queue = new KeyQueue<Intent>((intent) => this.#perform(intent))
  /** The work plain digits go to, by lesson. */
  readonly #work = new Map<string, number>()
  /** The cell just written: `/` straight after it means its second work. */
  #written: Spot | null = null
  #second = 0
  #writing = 0
  onOtherPage: (() => void) | null = null
  onKeyThere: ((press: KeyPress) => void) | null = null
  onInspector: (() => void) | null = null

  constructor(store: SpreadStore, columns: () => Column[], table: CursorTable) {
    this.#store = store
    this.#columns = columns
    this.cursor = new GridCursor(table)
    this.glass = new Glass(store, () => this.target())
  }

  /** The screen closes: nothing may look at it any more. */
  dispose(): void {
    this.glass.dispose()
  }

  press(intent: Intent): void {
    this.#queue.push(intent)
  }

  /** Reads a key pressed in the grid; answers whether it meant something. What is typed behind a
   * waiting F6 is meant for the other page. */
  key(press: KeyPress): boolean {
    const { key, code, shiftKey, ctrlKey, altKey, metaKey } = press
    const intent: Intent | null = this.#queue.holds((waiting) => waiting.do === 'otherPage')
      ? { do: 'there', press: { key, code, shiftKey, ctrlKey, altKey, metaKey } }
      : intentOf(press)
    if (intent) this.press(intent)
    return intent !== null
  }

  shape(): GridShape {
    const spread = this.#store.spread
    return {
      rows: spread?.rows.length ?? 0,
      cols: this.#columns().length,
      skip: (spot) => {
        const cell = this.#cell(spot)
        return cell !== null && has(cell, 'off_list')
      },
    }
  }

  /** Stands on a spot, by mouse, by the start of a screen or by a link. */
  stand(spot: Spot, focus: boolean): void {
    this.#forget()
    this.cursor.place(clamp(spot, this.shape()), focus)
    this.#inspect()
  }

  /** The place again after the table was rebuilt or refreshed. */
  redraw(focus: boolean): void {
    this.cursor.spot = clamp(this.cursor.spot, this.shape())
    this.cursor.redraw(focus)
    this.#inspect()
  }

  target(spot: Spot = this.cursor.spot): Target | null {
    const spread = this.#store.spread
    const row = spread?.rows[spot.row]
    const column = this.#columns()[spot.col]
    if (!spread || !row || !column) return null
    if ('term' in column) return { row, lesson: null, term: column.term }
    return { row, lesson: spread.lessons[column.lesson] ?? null, term: null }
  }

  /** The work of a lesson that plain digits go to. */
  work(lesson: SpreadLesson): number {
    return this.#work.get(placeKey(lesson.place)) ?? lesson.assignments[0]?.ordinal ?? 0
  }

  setWork(lesson: SpreadLesson, ordinal: number): void {
    this.#work.set(placeKey(lesson.place), ordinal)
  }

  #cell(spot: Spot): Cell | null {
    const column = this.#columns()[spot.col]
    if (!column || 'term' in column) return null
    return this.#store.spread?.rows[spot.row]?.cells[column.lesson] ?? null
  }

  #perform(pressed: Intent): Promise<boolean> | boolean {
    const target = this.target()
    if (!target) return false
    const intent = target.term === null ? pressed : termIntent(pressed)
    if (!intent) return true
    if (intent.do !== 'second' && intent.do !== 'mark') this.#forget()
    switch (intent.do) {
      case 'move':
        return this.#go(move(this.cursor.spot, intent.to, this.shape()))
      case 'otherPage':
        this.onOtherPage?.()
        return true
      case 'there':
        this.onKeyThere?.(intent.press)
        return true
      case 'inspector':
        this.onInspector?.()
        return true
      case 'keys':
        return this.#open({ kind: 'keys' })
      case 'debts':
        return this.#open({ kind: 'debts' })
      case 'pupil':
        return this.#open({ kind: 'pupil', row: target.row })
      case 'undo':
      case 'redo':
        return this.#takeBack(intent.do)
      case 'second':
        return this.#beginSecond()
    }
    if (target.lesson) return this.#inLesson(intent, target.row, target.lesson)
    return target.term === null ? false : this.#inTerm(intent, target.row, target.term)
  }

  #inLesson(intent: Intent, row: SpreadRow, lesson: SpreadLesson): Promise<boolean> | boolean {
    const { place } = lesson
    const { pupil } = row
    switch (intent.do) {
      case 'mark':
        return this.#mark(row, lesson, intent.value)
      case 'absent':
        return this.#write(
          () =>
            call('set_attendance', {
              place,
              pupil,
              presence: { is: 'absent', reason: intent.reason },
            }),
          true,
        )
      case 'late': {
        const late = this.#cell(this.cursor.spot)?.late
        return this.#write(
          () =>
            call('set_attendance', {
              place,
              pupil,
              presence: late ? { is: 'present' } : { is: 'late', minutes: 0 },
            }),
          true,
        )
      }
      case 'clear':
        return this.#write(() => call('clear_cell', { place, pupil }), false)
      case 'accept':
        return this.#go(below(this.cursor.spot, this.shape()))
      case 'comment':
        return this.#open({ kind: 'comment', row, lesson, ordinal: this.work(lesson) })
      case 'note':
        return this.#open({ kind: 'note', row, lesson })
      case 'kinds':
        return this.#open({ kind: 'kinds', lesson })
      case 'stack':
        return this.#open({ kind: 'stack', lesson })
      case 'column':
        return this.#open({ kind: 'column', row, lesson })
      case 'ask':
        return this.#ask(row, lesson)
      case 'notHeld':
        return this.#open({ kind: 'notHeld', lesson })
      case 'held':
        return this.hold(lesson)
      default:
        return true
    }
  }

  #mark(row: SpreadRow, lesson: SpreadLesson, value: string): Promise<boolean> | boolean {
    const ordinal = this.work(lesson) + this.#second
    const absent = this.#cell(this.cursor.spot)?.absence
    const kind = lesson.assignments.find((work) => work.ordinal === ordinal)?.kind
    if (absent && kind && kind !== 'oral')
      return this.#open({ kind: 'written', row, lesson, ordinal, value })
    return this.mark(row, lesson, ordinal, value, null)
  }

  /** Asks for a permit where the core lets one be asked for. */
  async #ask(row: SpreadRow, lesson: SpreadLesson): Promise<boolean> {
    const seen = this.#store.cell
    const here = seen?.pupil === row.pupil && samePlace(seen.place, lesson.place)
    const cell = here
      ? seen
      : await call('cell', { place: lesson.place, pupil: row.pupil }).catch(() => null)
    if (cell?.may_ask && cell.permit?.state !== 'waiting') this.#open({ kind: 'ask', row, lesson })
    return true
  }

  /** Writes a mark, then goes down. */
  mark(
    row: SpreadRow,
    lesson: SpreadLesson,
    ordinal: number,
    value: string,
    writtenOn: string | null,
  ): Promise<boolean> {
    return this.#write(
      () =>
        call('set_mark', {
          place: lesson.place,
          pupil: row.pupil,
          ordinal,
          value,
          written_on: writtenOn,
        }),
      true,
    )
  }

  /** Marks a lesson as held, and takes topic and work of the plan where none are stated. */
  hold(lesson: SpreadLesson): Promise<boolean> {
    const { planned } = lesson
    const works: AssignmentView[] | null =
      planned?.kind && lesson.assignments.length === 0
        ? [{ ordinal: 0, kind: planned.kind, weight_tenths: 10, title: '' }]
        : null
    return this.#write(
      () =>
        call('set_lesson', {
          place: lesson.place,
          held: { state: 'held' },
          topic:
            planned && !lesson.topic
              ? { text: planned.topic, plan: planned.plan, number: planned.number }
              : null,
          homework: null,
          assignments: works,
        }),
      false,
    )
  }

  #inTerm(intent: Intent, row: SpreadRow, term: number): Promise<boolean> | boolean {
    const cell = row.terms[term]
    switch (intent.do) {
      case 'mark':
        return this.termMark(row, term, intent.value, '')
      case 'clear':
        return this.termMark(row, term, null, '')
      case 'accept':
        if (cell && cell.value === null && cell.proposal !== null)
          return this.termMark(row, term, cell.proposal, '')
        return this.#go(below(this.cursor.spot, this.shape()))
      default:
        return true
    }
  }

  /** Decides a term mark; asks for the reason where the core wants one. */
  async termMark(
    row: SpreadRow,
    term: number,
    value: string | null,
    reason: string,
  ): Promise<boolean> {
    const spread = this.#store.spread
    const ref = spread?.terms[term]
    if (!spread || !ref) return false
    const asks = (error: CallError): boolean => {
      if (error.api.code !== 'needs_reason' || value === null) return false
      return this.#open({
        kind: 'reason',
        row,
        term,
        value,
        proposal: row.terms[term]?.proposal ?? '',
      })
    }
    return this.#write(
      () =>
        call('set_term_mark', {
          group: spread.group.group,
          term: ref.term,
          pupil: row.pupil,
          value,
          reason,
        }),
      value !== null,
      asks,
    )
  }

  /** A column pasted from a spreadsheet is shown against the pupils before anything is written. */
  paste(text: string): void {
    const spread = this.#store.spread
    const { row, col } = this.cursor.spot
    const column = this.#columns()[col]
    if (!spread?.rights.write || !column || 'term' in column || text.trim() === '') return
    const lesson = spread.lessons[column.lesson]
    if (!lesson) return
    this.refusal = null
    this.dialog = {
      kind: 'paste',
      lesson,
      lines: against(spread.rows, row, column.lesson, columnOf(text)),
    }
  }

  /** Runs a change; the answer is shown, or the refusal. */
  change(act: () => Promise<Saved>): Promise<boolean> {
    return this.#write(act, false)
  }

  async #write(
    act: () => Promise<Saved>,
    down: boolean,
    handled?: (error: CallError) => boolean,
  ): Promise<boolean> {
    const from = this.cursor.spot
    this.#writing += 1
    this.busy = true
    let saved: Saved
    try {
      saved = await act()
    } catch (error) {
      this.#forget()
      if (error instanceof CallError && !handled?.(error)) this.refusal = error.api
      this.#inspect()
      return false
    } finally {
      this.#writing -= 1
      this.busy = this.#writing > 0
    }
    this.refusal = null
    this.#store.apply(saved)
    status.wrote(saved.unsent)
    this.#second = 0
    this.cursor.cell?.removeAttribute('data-second')
    // What the answer changes and the move of the cursor are laid out together.
    flushSync()
    if (down) {
      this.#go(below(from, this.shape()))
      this.#written = from
    } else this.#inspect()
    return true
  }

  async #takeBack(act: 'undo' | 'redo'): Promise<boolean> {
    const spread = this.#store.spread
    if (!spread) return false
    const answer = await call(act, { group: spread.group.group, term: spread.term.term }).catch(
      (error: CallError) => {
        this.refusal = error.api
        return null
      },
    )
    if (!answer) return false
    this.#store.apply(answer.saved)
    status.wrote(answer.saved.unsent)
    if (answer.place) {
      const lesson = this.#store.indexOf(answer.place)
      const col = this.#columns().findIndex(
        (column) => 'lesson' in column && column.lesson === lesson,
      )
      const row = answer.pupil === null ? this.cursor.spot.row : this.#store.rowOf(answer.pupil)
      if (col >= 0 && row >= 0) this.cursor.place({ row, col }, true)
    }
    this.#inspect()
    return true
  }

  #beginSecond(): boolean {
    if (this.#written) this.cursor.place(this.#written, true)
    this.#written = null
    this.#second += 1
    this.cursor.cell?.setAttribute('data-second', '/'.repeat(this.#second))
    return true
  }

  #go(spot: Spot): boolean {
    this.cursor.place(spot, true)
    this.#inspect()
    return true
  }

  #open(dialog: JournalDialog): boolean {
    this.dialog = dialog
    return true
  }

  /** A pending second work, and the memory of the cell just written. */
  #forget(): void {
    this.#second = 0
    this.#written = null
    this.cursor.cell?.removeAttribute('data-second')
  }

  /** Another cell: the refusal of the one before is no longer said. */
  #inspect(): void {
    const { row, col } = this.cursor.spot
    this.glass.follow(row, this.#columns()[col], () => {
      this.refusal = null
    })
  }
}
