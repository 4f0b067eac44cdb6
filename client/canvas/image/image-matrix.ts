import type { Viewport } from '../viewport.ts'

/** From image pixels to CSS pixels of the stage, as `context.transform` takes it. */
export const imageMatrix = ({ scale, x, y }: Viewport): readonly [number, number, number, number, number, number] => [
  scale,
  0,
  0,
  scale,
  x,
  y,
]
