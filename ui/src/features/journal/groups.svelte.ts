// The groups of the switcher, and which one is open.

import { call } from '../../backend/call'
import type { GroupChoice } from '../../bindings/GroupChoice'
import type { TermRef } from '../../bindings/TermRef'

class Groups {
  list = $state.raw<GroupChoice[] | null>(null)
  current = $state<string | null>(null)

  async load(): Promise<void> {
    // A school without an academic year has no groups yet: the empty screen says so.
    const answer = await call('journal_groups', {}).catch(() => ({ groups: [], current: null }))
    this.list = answer.groups
    this.current ??= answer.current ?? answer.groups[0]?.group ?? null
  }

  /** Forgets everything: another person signed in. */
  reset(): void {
    this.list = null
    this.current = null
  }

  find(group: string | null): GroupChoice | null {
    return this.list?.find((choice) => choice.group === group) ?? null
  }

  /** The neighbour in the list of the same kind (own, others), around the end. */
  neighbour(step: 1 | -1): GroupChoice | null {
    const open = this.find(this.current)
    const list = this.list?.filter((choice) => choice.own === (open?.own ?? true)) ?? []
    const at = list.findIndex((choice) => choice.group === this.current)
    return list[(at + step + list.length) % list.length] ?? null
  }
}

export const groups = new Groups()

/** The term of today, or the last one begun, or the first. */
export function termOfToday(terms: TermRef[], today: string): TermRef | null {
  return (
    terms.find((term) => term.current) ??
    terms.filter((term) => term.starts_on <= today).at(-1) ??
    terms[0] ??
    null
  )
}
