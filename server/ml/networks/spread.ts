/** How a square slides over a map: cells from one place to the next, and whether it may begin outside. */
export type Sliding = { stride: number; padding: 'same' | 'valid' }

/** Along one side: cells of the result, and zeros before and after the map. */
export type Spread = { size: number; before: number; after: number }

/** Cells of the result along one side, and zeros before and after it; `same` puts the odd one behind (TensorFlow's convention). */
export function spread({ stride, padding }: Sliding, size: number, taps: number): Spread {
  if (padding === 'valid') return { size: Math.floor((size - taps) / stride) + 1, before: 0, after: 0 }
  const cells = Math.ceil(size / stride)
  const zeros = Math.max(0, (cells - 1) * stride + taps - size)
  const before = Math.floor(zeros / 2)
  return { size: cells, before, after: zeros - before }
}
