// Long work: what the core says of it while it goes on.
import type { AppEvent } from '../../bindings/AppEvent'

class Progress {
  done = $state(0)
  total = $state(0)
  job = $state('')

  start(job: string): void {
    this.job = job
    this.done = 0
    this.total = 0
  }

  take(event: Extract<AppEvent, { event: 'progress' }>): void {
    if (event.job !== this.job) return
    this.done = event.done
    this.total = event.total
  }

  end(): void {
    this.job = ''
  }
}

export const progress = new Progress()
