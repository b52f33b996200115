// The clock of the window: set from the core, ticks on by the machine's monotonic clock.
import { fromMillis, millis } from './dates'

class Clock {
  now = $state('2026-01-01T00:00:00')
  demo = $state(false)
  #base = 0
  #at = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  set(now: string, demo: boolean): void {
    this.#base = millis(now)
    this.#at = performance.now()
    this.demo = demo
    this.#tick()
  }

  #tick(): void {
    clearTimeout(this.#timer)
    const ms = this.#base + performance.now() - this.#at
    const minute = Math.floor(ms / 60_000) * 60_000
    this.now = fromMillis(minute)
    this.#timer = setTimeout(() => this.#tick(), minute + 60_000 - ms + 5)
  }
}

export const clock = new Clock()
