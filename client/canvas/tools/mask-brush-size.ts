/** Image pixels. */
const SMALLEST = 1
const LARGEST = 1000
/** Natural logarithm of the size per pixel of wheel travel: a notch of a mouse (100) is a fifth. */
const PER_WHEEL_PIXEL = 0.0018
/** What one press of a key makes of it. */
const STEP = 1.25

/** The brush after a wheel turned: up is larger. */
export function grown(brushSize: number, travel: number): number {
  const size = Math.round(brushSize * Math.exp(-travel * PER_WHEEL_PIXEL))
  // A thin brush must not get stuck between two whole numbers.
  const stepped = size === Math.round(brushSize) ? brushSize - Math.sign(travel) : size
  return clamped(stepped)
}

/** The brush a key larger (1) or smaller (-1). */
export function stepped(brushSize: number, direction: 1 | -1): number {
  const size = Math.round(brushSize * STEP ** direction)
  return clamped(size === brushSize ? brushSize + direction : size)
}

const clamped = (size: number): number => Math.min(Math.max(Math.round(size), SMALLEST), LARGEST)
