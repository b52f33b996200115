// Locks the screen after idle minutes. Any key, pointer or wheel counts as work.

const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const

/** Watches until stopped; `minutes` is asked anew each time. */
export function watchIdle(minutes: () => number, lock: () => void): () => void {
  let since = performance.now()
  const work = (): void => {
    since = performance.now()
  }
  for (const sign of SIGNS) addEventListener(sign, work, { passive: true, capture: true })
  const timer = setInterval(() => {
    if (minutes() > 0 && performance.now() - since > minutes() * 60_000) {
      since = performance.now()
      lock()
    }
  }, 5000)
  return () => {
    clearInterval(timer)
    for (const sign of SIGNS) removeEventListener(sign, work, { capture: true })
  }
}
