// The backend inside the window. The only importer of @tauri-apps/api.
import { invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import type { AppEvent } from '../bindings/AppEvent'
import type { Backend } from './call'

export const tauri: Backend = {
  call: (name, args) => invoke('call', { name, args }),
  listen(on) {
    const ready = listen<AppEvent>('klassny', (event) => on(event.payload))
    return () => void ready.then((stop) => stop())
  },
  pick: (what, about) => invoke<string | null>('pick', { what, ...about }),
  saveTo: (about) => invoke<string | null>('pick', { what: 'save', ...about }),
  open: (file) => invoke<void>('open_file', { file }),
}
