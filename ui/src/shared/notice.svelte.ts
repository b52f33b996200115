// One line at the foot of the window for what has no place of its own on the screen.
class Notices {
  text = $state('')
  #timer: ReturnType<typeof setTimeout> | undefined

  show(text: string): void {
    this.text = text
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.text = ''
    }, 8000)
  }
}

export const notices = new Notices()
