// The thematic plan of the open group, read once, for the editors of topic and homework.

import { call } from '../../backend/call'
import type { PlanTopic } from '../../bindings/PlanTopic'

class Plan {
  #group = $state('')
  #rows = $state.raw<PlanTopic[]>([])

  async load(group: string): Promise<void> {
    if (this.#group === group) return
    this.#group = group
    this.#rows = []
    const view = await call('topics_of_plan', { group }).catch(() => null)
    if (view && this.#group === group) this.#rows = view.rows
  }

  rows(group: string): PlanTopic[] {
    return this.#group === group ? this.#rows : []
  }
}

export const plan = new Plan()

const MOST = 12

/** The rows to offer: those that hold what was typed, or those around the one meant. */
export function matching(rows: PlanTopic[], typed: string, meant: PlanTopic | null): PlanTopic[] {
  const words = typed.toLowerCase().trim()
  if (words !== '') {
    return rows
      .filter((row) => row.topic.toLowerCase().includes(words) || String(row.at) === words)
      .slice(0, MOST)
  }
  const at = Math.max(
    0,
    rows.findIndex((row) => row.number === meant?.number),
  )
  return rows.slice(Math.max(0, at - 1), Math.max(0, at - 1) + MOST)
}
