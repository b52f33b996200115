// Chooses the backend once, at the start of the program.
import { useBackend } from './call'
import { http } from './http'
import { tauri } from './tauri'

export function chooseBackend(): void {
  useBackend('__TAURI_INTERNALS__' in window ? tauri : http)
}
