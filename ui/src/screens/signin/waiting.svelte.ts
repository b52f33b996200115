// Counts down the delay after a wrong password.
export interface Waiting {
  readonly left: number
  start(seconds: number | null): void
}

export function waiting(): Waiting {
  let left = $state(0)
  let timer: ReturnType<typeof setInterval> | undefined
  return {
    get left() {
      return left
    },
    start(seconds) {
      clearInterval(timer)
      left = seconds ?? 0
      if (left === 0) return
      timer = setInterval(() => {
        left -= 1
        if (left <= 0) clearInterval(timer)
      }, 1000)
    },
  }
}
