import { between, type Viewport } from './viewport.ts'

const DURATION_MS = 140

/** Moves the view smoothly to a place, at once where people asked their system for less motion. */
export function createViewMotion(get: () => Viewport, set: (viewport: Viewport) => void) {
  let frame = 0
  const stop = () => cancelAnimationFrame(frame)
  return {
    stop,
    to(target: Viewport) {
      stop()
      if (matchMedia('(prefers-reduced-motion: reduce)').matches) return set(target)
      const from = get()
      const startedAt = performance.now()
      const step = (now: number) => {
        const share = Math.min((now - startedAt) / DURATION_MS, 1)
        set(between(from, target, easeOut(Math.max(share, 0))))
        if (share < 1) frame = requestAnimationFrame(step)
      }
      frame = requestAnimationFrame(step)
    },
  }
}

const easeOut = (share: number): number => 1 - (1 - share) ** 3
