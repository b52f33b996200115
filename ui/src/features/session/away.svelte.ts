// What others changed while a person was not here: asked after every way in, told once.
import { call } from '../../backend/call'
import type { AwayView } from '../../bindings/AwayView'

class Away {
  view = $state.raw<AwayView | null>(null)
  open = $state(false)

  async ask(): Promise<void> {
    this.open = false
    try {
      const view = await call('while_away', {})
      this.view = view.total > 0 ? view : null
    } catch {
      // A school without a year has nothing to tell; the screens say it better.
      this.view = null
    }
  }

  async read(): Promise<void> {
    await call('away_read', {})
    this.view = null
    this.open = false
  }
}

export const away = new Away()
