// What a person chose for the window on this machine: language and theme. Nothing personal.

export type Language = 'ru' | 'en'
export type Theme = 'system' | 'light' | 'dark'

function read(key: string): string | null {
  try {
    return localStorage.getItem(`klassny.${key}`)
  } catch {
    return null
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(`klassny.${key}`, value)
  } catch {
    // A profile that cannot be written: the choice lasts until the window closes.
  }
}

class Prefs {
  language = $state<Language>(read('language') === 'en' ? 'en' : 'ru')
  theme = $state<Theme>(asTheme(read('theme')))
  inspector = $state(read('inspector') !== 'off')

  setLanguage(language: Language): void {
    this.language = language
    write('language', language)
    this.show()
  }

  setTheme(theme: Theme): void {
    this.theme = theme
    write('theme', theme)
    this.show()
  }

  toggleInspector(): void {
    this.inspector = !this.inspector
    write('inspector', this.inspector ? 'on' : 'off')
  }

  show(): void {
    const root = document.documentElement
    root.lang = this.language
    if (this.theme === 'system') delete root.dataset.theme
    else root.dataset.theme = this.theme
  }
}

function asTheme(text: string | null): Theme {
  return text === 'light' || text === 'dark' ? text : 'system'
}

export const prefs = new Prefs()
