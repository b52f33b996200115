// The words of the window in the person's language. `words.t` is reactive.
import { prefs } from '../shared/prefs.svelte'
import { en } from './en'
import { ru, type Text } from './ru'

class Words {
  get t(): Text {
    return prefs.language === 'en' ? en : ru
  }
}

export const words = new Words()
