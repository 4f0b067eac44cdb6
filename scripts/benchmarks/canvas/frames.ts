/** Waits until the next frame begins. */
export const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now())))

/** Waits until what was asked for now is on the screen: drawing is batched into the next frame, and shown when the one after it begins. */
export async function painted(): Promise<number> {
  await nextFrame()
  await nextFrame()
  return nextFrame()
}

/**
 * Acts once a frame and returns how long each frame took, in milliseconds, from the beginning of one to the beginning of the next: scripts,
 * drawing and compositing. The browser runs without a limit on its frame rate, so that this is work and not waiting.
 */
export async function framesOf(count: number, act: (frame: number) => void): Promise<number[]> {
  const times: number[] = []
  let before = await nextFrame()
  for (let frame = 0; frame < count; frame++) {
    act(frame)
    const now = await nextFrame()
    times.push(now - before)
    before = now
  }
  // The first frames of a gesture show what was there before it.
  return times.slice(WARM_UP)
}
const WARM_UP = 3

/** The value below which a share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN
}

export const p95 = (values: readonly number[]): number => quantile(values, 0.95)
