// The files of the homework on the form: asks the core, and hands it what was chosen or dropped.
import { type CallError, call, theBackend } from '../../backend/call'
import type { ApiError } from '../../bindings/ApiError'
import type { FileLine } from '../../bindings/FileLine'
import type { FileSource } from '../../bindings/FileSource'
import type { FilesSaved } from '../../bindings/FilesSaved'
import type { FilesView } from '../../bindings/FilesView'
import type { Place } from '../../bindings/Place'
import type { Saved } from '../../bindings/Saved'
import { base64Of } from '../../shared/base64'

const MEGABYTE = 1024 * 1024

export class HomeworkFiles {
  view = $state.raw<FilesView | null>(null)
  error = $state.raw<ApiError | null>(null)
  /** A file is being read, encrypted or written. */
  busy = $state(false)
  /** The file that was removed last, until anything else of the lesson changes. */
  removed = $state.raw<string | null>(null)
  readonly #place: () => Place
  readonly #apply: (saved: Saved) => void

  constructor(place: () => Place, apply: (saved: Saved) => void) {
    this.#place = place
    this.#apply = apply
  }

  async load(): Promise<void> {
    const place = this.#place()
    const view = await call('homework_files', { place }).catch(() => null)
    if (place === this.#place()) this.view = view
  }

  /** Asks for a file in the system's dialog; false where the platform has none. */
  async choose(): Promise<boolean> {
    const pick = theBackend().pick
    if (!pick) return false
    if (this.busy) return true
    const path = await pick('attachment', { endings: this.view?.endings ?? [] })
    if (path) await this.#attach([async () => ({ from: 'path', path })])
    return true
  }

  /** Attaches what was dropped or chosen in the page. */
  drop(files: Iterable<File>): Promise<void> {
    const largest = (this.view?.largest_megabytes ?? 0) * MEGABYTE
    // Of a file that is too large so much is sent that the core refuses it in its own words.
    const sources = [...files].map(
      (file) => async (): Promise<FileSource> => ({
        from: 'bytes',
        name: file.name,
        base64: await base64Of(file.slice(0, largest + 3)),
      }),
    )
    return this.#attach(sources)
  }

  async remove(line: FileLine): Promise<void> {
    const done = await this.#change(() =>
      call('detach_file', { place: this.#place(), file: line.file }),
    )
    if (done) this.removed = line.name
  }

  /** Saves a copy where the person says; answers with where it is. */
  async save(line: FileLine): Promise<string | null> {
    if (this.busy) return null
    const endings = [line.name.split('.').at(-1) ?? '']
    const to = await theBackend().saveTo({ name: line.name, endings })
    if (!to) return null
    this.busy = true
    try {
      const saved = await call('save_file', { place: this.#place(), file: line.file, to })
      this.error = null
      void this.load()
      return saved.path
    } catch (error) {
      this.error = (error as CallError).api
      return null
    } finally {
      this.busy = false
    }
  }

  /** One after another: a refusal ends it, and what went before stays. */
  async #attach(sources: (() => Promise<FileSource>)[]): Promise<void> {
    for (const source of sources) {
      const place = this.#place()
      const done = await this.#change(async () =>
        call('attach_file', { place, source: await source() }),
      )
      if (!done) return
    }
  }

  async #change(act: () => Promise<FilesSaved>): Promise<boolean> {
    // One at a time: a button that is pressed twice means one act.
    if (this.busy) return false
    this.busy = true
    this.removed = null
    try {
      const answer = await act()
      this.error = null
      this.view = answer.files
      this.#apply(answer.saved)
      return true
    } catch (error) {
      this.error = (error as CallError).api
      return false
    } finally {
      this.busy = false
    }
  }
}
