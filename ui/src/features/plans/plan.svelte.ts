// The open thematic plan: what is shown, which row is under the cursor, what keys do to it. The core
// judges every act; nothing is shown before it is saved.

import { type CallError, call } from '../../backend/call'
import type { ApiError } from '../../bindings/ApiError'
import type { PlanEdit } from '../../bindings/PlanEdit'
import type { PlanRowArg } from '../../bindings/PlanRowArg'
import type { PlanRowView } from '../../bindings/PlanRowView'
import type { PlanView } from '../../bindings/PlanView'

/** A row that is being written: an old one by its number, or a new one after another. */
export type Editing = { number: number } | { after: number | null }

export class PlanController {
  view = $state.raw<PlanView | null>(null)
  error = $state.raw<ApiError | null>(null)
  /** The index of the row under the cursor. */
  at = $state(0)
  editing = $state.raw<Editing | null>(null)
  correcting = $state.raw<PlanRowView | null>(null)
  busy = $state(false)

  get row(): PlanRowView | null {
    return this.view?.rows[this.at] ?? null
  }

  async open(plan: string, group: string | null): Promise<void> {
    const other = this.view?.plan !== plan
    await this.run(() => call('plan', { plan, group }))
    if (!other) return
    this.editing = null
    this.at = Math.max(0, this.view?.rows.findIndex((row) => row.next) ?? 0)
  }

  /** Runs an act; the answer is shown, or the refusal. */
  async run(act: () => Promise<PlanView>): Promise<boolean> {
    this.busy = true
    try {
      this.view = await act()
      this.error = null
      this.at = Math.min(this.at, Math.max(0, this.view.rows.length - 1))
      return true
    } catch (failed) {
      this.error = (failed as CallError).api
      return false
    } finally {
      this.busy = false
    }
  }

  #edit(edit: PlanEdit): Promise<boolean> {
    const { plan, group } = this.view ?? { plan: '', group: null }
    return this.run(() => call('edit_plan', { plan, group, edit }))
  }

  /** Writes the row that is edited; the cursor stands on it afterwards. */
  async save(row: PlanRowArg): Promise<boolean> {
    const editing = this.editing
    if (!editing) return false
    const done = await this.#edit(
      'number' in editing
        ? { do: 'set', number: editing.number, row }
        : { do: 'insert', after: editing.after, row },
    )
    if (!done) return false
    this.editing = null
    if (!('number' in editing)) {
      const after = this.view?.rows.findIndex((known) => known.number === editing.after) ?? -1
      this.at = after + 1
    }
    return true
  }

  insert(): void {
    if (this.view?.may_edit) this.editing = { after: this.row?.number ?? null }
  }

  edit(): void {
    if (this.view?.may_edit && this.row) this.editing = { number: this.row.number }
  }

  async remove(): Promise<void> {
    if (this.view?.may_edit && this.row) await this.#edit({ do: 'remove', number: this.row.number })
  }

  /** Moves the row under the cursor by one place, up or down. */
  async move(by: 1 | -1): Promise<void> {
    const rows = this.view?.rows ?? []
    const row = this.row
    const to = this.at + by
    if (!this.view?.may_edit || !row || to < 0 || to >= rows.length) return
    const after = by > 0 ? rows[to] : rows[to - 1]
    if (await this.#edit({ do: 'move', number: row.number, after: after?.number ?? null }))
      this.at = to
  }

  async again(way: 'undo_plan' | 'redo_plan'): Promise<void> {
    const { plan, group, can_undo, can_redo } = this.view ?? {}
    if (!plan || !(way === 'undo_plan' ? can_undo : can_redo)) return
    await this.run(() => call(way, { plan, group: group ?? null }))
  }

  correct(): void {
    if (this.view?.may_correct && this.row) this.correcting = this.row
  }
}
