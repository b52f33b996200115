// Chooses the backend once, at the start of the program.
import { type Backend, useBackend } from './call'

export async function chooseBackend(): Promise<Backend> {
  const backend = await pickBackend()
  useBackend(backend)
  return backend
}

async function pickBackend(): Promise<Backend> {
  if ('__TAURI_INTERNALS__' in window) return (await import('./tauri')).tauri
  return (await import('./http')).http
}
