// Who is at work: the state of the program, and the acts that change it.

import { call } from '../../backend/call'
import type { AppState } from '../../bindings/AppState'
import { status } from '../status/status.svelte'

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

  async lock(): Promise<void> {
    if (this.state?.stage === 'open') this.take(await call('lock', {}))
  }

  async signOut(): Promise<void> {
    this.take(await call('sign_out', {}))
  }
}

export const session = new Session()
