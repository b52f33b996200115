// Keys typed while the core is still writing wait their turn; a refusal drops those behind it,
// so that no mark lands in a row the person did not mean.

export class KeyQueue<T> {
  #waiting: T[] = []
  #busy = false
  readonly #perform: (item: T) => Promise<boolean> | boolean

  /** `perform` answers whether it succeeded, at once or when the core has answered. */
  constructor(perform: (item: T) => Promise<boolean> | boolean) {
    this.#perform = perform
  }

  push(item: T): void {
    if (this.#busy) {
      this.#waiting.push(item)
      return
    }
    const done = this.#perform(item)
    if (typeof done !== 'boolean') void this.#drain(done)
  }

  /** Whether such a key waits its turn. */
  holds(such: (item: T) => boolean): boolean {
    return this.#waiting.some(such)
  }

  async #drain(first: Promise<boolean>): Promise<void> {
    this.#busy = true
    try {
      let ok = await first
      while (ok) {
        const next = this.#waiting.shift()
        if (next === undefined) break
        ok = await this.#perform(next)
      }
    } finally {
      this.#waiting = []
      this.#busy = false
    }
  }
}
