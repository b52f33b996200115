// Who is at work: the state of the program, and the acts that change it.

import { answered, call } from '../../backend/call'
import type { AppState } from '../../bindings/AppState'
import { status } from '../status/status.svelte'

/** How long the lock waits for what is being saved, milliseconds. */
const SAVING_MS = 3000

class Session {
  state = $state.raw<AppState | null>(null)

  take(state: AppState): AppState {
    this.state = state
    status.set(state.share)
    return state
  }

  async load(): Promise<AppState> {
    return this.take(await call('app_state', {}))
  }

  /** Locks the screen; what is typed in a field that saves as it is left is saved first. */
  async lock(): Promise<void> {
    if (this.state?.stage !== 'open') return
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    await answered(SAVING_MS)
    if (this.state?.stage === 'open') this.take(await call('lock', {}))
  }

  async signOut(): Promise<void> {
    this.take(await call('sign_out', {}))
  }
}

export const session = new Session()
