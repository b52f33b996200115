// The backend of a browser: the test bridge of the real core over HTTP. Never shipped to schools.
import type { AppEvent } from '../bindings/AppEvent'
import type { EventBatch } from '../bindings/EventBatch'
import type { Backend } from './call'

export const http: Backend = {
  async call(name, args) {
    const answer = await fetch(`/call/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(args),
    })
    const body: unknown = await answer.json()
    if (!answer.ok) throw body
    return body
  },
  listen(on) {
    const stop = new AbortController()
    void poll(on, stop.signal)
    return () => stop.abort()
  },
  pick: null,
  saveTo: async ({ name }) => window.prompt(name),
  open: null,
}

async function poll(on: (event: AppEvent) => void, signal: AbortSignal): Promise<void> {
  let after = 0
  while (!signal.aborted) {
    try {
      const answer = await fetch(`/events?after=${after}`, { signal })
      if (!answer.ok) throw new Error(String(answer.status))
      const batch = (await answer.json()) as EventBatch
      after = batch.next
      for (const event of batch.events) on(event)
    } catch {
      if (signal.aborted) return
      await new Promise((again) => setTimeout(again, 2000))
    }
  }
}
