// The status line: the newest that the core said of the share, and events that keep it new.
import type { AppEvent } from '../../bindings/AppEvent'
import type { ShareBrief } from '../../bindings/ShareBrief'
import { clock } from '../../shared/clock.svelte'

class Status {
  brief = $state.raw<ShareBrief | null>(null)

  set(brief: ShareBrief): void {
    this.brief = brief
    clock.set(brief.clock.now, brief.clock.demo)
  }

  /** A change was written here: the count of unsent facts is known at once. */
  wrote(unsent: number): void {
    if (this.brief) this.brief = { ...this.brief, unsent }
  }

  take(event: AppEvent): void {
    if (event.event === 'status') this.set(event.brief)
  }
}

export const status = new Status()
