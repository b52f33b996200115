// The one door to the core: a typed call, events, and the folder picker of the window.
import type { Api } from '../bindings/Api'
import type { ApiError } from '../bindings/ApiError'
import type { AppEvent } from '../bindings/AppEvent'

export type CallName = Exclude<keyof Api, 'events'>

export type Wanted = 'folder' | 'volume' | 'attachment' | 'table'

/** The name that is proposed, and the endings that are shown. */
export interface About {
  name?: string
  endings?: string[]
}

export interface Backend {
  call(name: string, args: unknown): Promise<unknown>
  listen(on: (event: AppEvent) => void): () => void
  /** Asks the person for a folder or a file; null where the platform cannot, or nothing was chosen. */
  pick: ((what: Wanted, about?: About) => Promise<string | null>) | null
  /** Asks where to save a copy; null where nothing was chosen. */
  saveTo: (about: About) => Promise<string | null>
  /** Opens a finished file in the system's viewer; null where the platform cannot. */
  open: ((file: string) => Promise<void>) | null
}

let backend: Backend | undefined

export function useBackend(chosen: Backend): void {
  backend = chosen
}

export function theBackend(): Backend {
  if (!backend) throw new Error('no backend chosen')
  return backend
}

/** An error of the core, as the core worded it. */
export class CallError extends Error {
  readonly api: ApiError
  constructor(api: ApiError) {
    super(api.code)
    this.api = api
  }
}

/** Calls that have no answer yet. */
const out = new Set<Promise<unknown>>()

/** Calls the core. Throws only `CallError`. */
export async function call<N extends CallName>(name: N, args: Api[N][0]): Promise<Api[N][1]> {
  const answer = theBackend().call(name, args)
  out.add(answer)
  try {
    return (await answer) as Api[N][1]
  } catch (error) {
    throw new CallError(asApiError(error))
  } finally {
    out.delete(answer)
  }
}

/** Waits until every call has its answer, and no longer than some milliseconds. */
export async function answered(patience: number): Promise<void> {
  const late = new Promise((resolve) => setTimeout(resolve, patience))
  await Promise.race([Promise.allSettled(out), late])
}

function asApiError(error: unknown): ApiError {
  if (isApiError(error)) return error
  return {
    code: 'internal',
    detail: String(error),
    log_id: '',
    refusal: null,
    refusal_en: null,
    retry_after_s: null,
  }
}

function isApiError(error: unknown): error is ApiError {
  return typeof error === 'object' && error !== null && 'code' in error && 'log_id' in error
}
