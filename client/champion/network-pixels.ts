import type { Picture } from '../smart/picture.ts'
import { type Mix, stretching } from './stretching.ts'

const [RGBA, RGB] = [4, 3]
const WHITE = 255

/**
 * RGBA pixels as a network takes them: bytes [height, width, 3], stretched to its input as the server stretches them. The browser's own scaling
 * differs from one browser to the next, and what a network sees from what it was taught on.
 */
export function networkPixels(
  { width, height, data }: Picture['pixels'],
  input: { readonly width: number; readonly height: number },
): Uint8Array {
  const { rows, columns } = stretching({ width, height }, input)
  const out = new Uint8Array(input.width * input.height * RGB)
  const line = new Float32Array(width * RGB)
  rows.forEach((row, y) => {
    mixLines(line, data, row)
    columns.forEach(({ first, weights }, x) => {
      for (let channel = 0; channel < RGB; channel++) {
        let sum = 0
        for (let step = 0; step < weights.length; step++)
          sum += (weights[step] as number) * (line[(first + step) * RGB + channel] as number)
        out[(y * input.width + x) * RGB + channel] = Math.max(0, Math.min(WHITE, Math.round(sum)))
      }
    })
  })
  return out
}

/** One line of the target's height and the source's width, without transparency. */
function mixLines(line: Float32Array, data: Uint8ClampedArray, { first, weights }: Mix): void {
  const pixels = line.length / RGB
  line.fill(0)
  weights.forEach((weight, step) => {
    let from = (first + step) * pixels * RGBA
    for (let to = 0; to < line.length; to += RGB, from += RGBA) {
      line[to] = (line[to] as number) + weight * (data[from] as number)
      line[to + 1] = (line[to + 1] as number) + weight * (data[from + 1] as number)
      line[to + 2] = (line[to + 2] as number) + weight * (data[from + 2] as number)
    }
  })
}
