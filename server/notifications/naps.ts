/** Short sleeps from which all sleepers can be woken at once; none is longer than `longestMs`, and nobody falls asleep after the signal. */
export function createNaps(longestMs: number, signal: AbortSignal) {
  const sleepers = new Set<() => void>()
  const wake = () => {
    for (const rise of sleepers) rise()
  }
  signal.addEventListener('abort', wake, { once: true })
  return {
    wake,
    nap: (): Promise<void> =>
      new Promise((resolve) => {
        const rise = () => {
          clearTimeout(timer)
          sleepers.delete(rise)
          resolve()
        }
        const timer = setTimeout(rise, longestMs)
        sleepers.add(rise)
        if (signal.aborted) rise()
      }),
  }
}
