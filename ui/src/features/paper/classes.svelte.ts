// The classes and terms a person may check or print.

import { call } from '../../backend/call'
import type { ClassChoice } from '../../bindings/ClassChoice'
import { dayOf } from '../../shared/dates'
import { termOfToday } from '../journal/groups.svelte'

class Classes {
  list = $state.raw<ClassChoice[] | null>(null)

  async load(): Promise<void> {
    // A school without an academic year has no classes yet: the empty screen says so.
    this.list = await call('class_choices', {}).then(
      (answer) => answer.classes,
      () => [],
    )
  }

  /** A class with its term of today; none where the person does not have it. */
  of(cls: string, now: string): { class: string; term: string } | null {
    const found = this.list?.find((each) => each.class === cls)
    const term = found ? termOfToday(found.terms, dayOf(now)) : null
    return found && term ? { class: found.class, term: term.term } : null
  }

  first(now: string): { class: string; term: string } | null {
    const first = this.list?.[0]
    const term = first ? termOfToday(first.terms, dayOf(now)) : null
    return first && term ? { class: first.class, term: term.term } : null
  }
}

export const classes = new Classes()
