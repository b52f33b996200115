// Which screen is open, and what it was opened at. The screens are those the core allows.
import type { Place } from '../../bindings/Place'
import type { Screen } from '../../bindings/Screen'

/** Where the journal or the lesson form was asked to stand. */
export interface Target {
  group: string
  term: string | null
  place: Place | null
  pupil: string | null
}

class Nav {
  screen = $state<Screen>('today')
  target = $state.raw<Target | null>(null)
  /** The class and term of Check and Paper, kept when going from one to the other. */
  volume = $state.raw<{ class: string; term: string } | null>(null)
  /** The page of «Класс» that was asked for; read once. */
  page = $state.raw<string | null>(null)
  help = $state(false)
  keys = $state(false)

  go(screen: Screen): void {
    this.help = false
    this.screen = screen
  }

  /** Opens the journal, or the form, at a lesson or a cell. */
  open(screen: 'journal' | 'lesson', target: Target): void {
    this.target = target
    this.go(screen)
  }

  openLesson(screen: 'journal' | 'lesson', place: Place, term: string): void {
    this.open(screen, { group: place.group, term: term || null, place, pupil: null })
  }
}

export const nav = new Nav()
