import { useEffect, useState } from 'react'

const TICK_MS = 1000

/** The time in milliseconds, once a second while something runs; standing still otherwise. */
export function useNow(running: boolean): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (!running) return
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [running])
  return now
}
