/** Somebody rings, somebody else waits for it; a ring that nobody waits for is heard by the next who does. */
export function createBell() {
  let isRung = false
  let wake = (): void => undefined

  return {
    ring(): void {
      isRung = true
      wake()
    },
    /** Waits for a ring, at most so many milliseconds or until the signal ends it; whether it rang. */
    async heard(ms: number, signal: AbortSignal): Promise<boolean> {
      if (!isRung && !signal.aborted)
        await new Promise<void>((resolve) => {
          const done = () => {
            clearTimeout(timer)
            signal.removeEventListener('abort', done)
            resolve()
          }
          const timer = setTimeout(done, ms)
          signal.addEventListener('abort', done)
          wake = done
        })
      wake = () => undefined
      const was = isRung
      isRung = false
      return was
    },
  }
}
