import type { Window } from './placement.ts'
import type { Layer, Recipe } from './recipe.ts'
import { GREY, type PixelRange, type Pixels, type Size, warpInto } from './warp.ts'

const CHANNELS = 3

/** Draws a training image into `target` [size.height, size.width, 3] as its recipe says, in the network's range. */
export function renderRecipe(
  target: Float32Array,
  { layers, ghost, holes }: Recipe,
  { size, range, pixels }: { size: Size; range: PixelRange; pixels(image: number): Pixels },
): void {
  const draw = (into: Float32Array, { image, variation, window }: Layer) =>
    warpInto(into, size, pixels(image), variation, range, window)
  for (const layer of layers) draw(target, layer)
  if (ghost) {
    const behind = new Float32Array(target.length)
    for (const layer of ghost.layers) draw(behind, layer)
    for (let i = 0; i < target.length; i++)
      target[i] = (target[i] as number) * (1 - ghost.share) + (behind[i] as number) * ghost.share
  }
  for (const hole of holes) fill(target, size, hole, GREY * range.scale + range.shift)
}

function fill(target: Float32Array, { width, height }: Size, { left, top, right, bottom }: Window, value: number): void {
  const [first, end] = [Math.round(left * width), Math.round(right * width)]
  for (let row = Math.round(top * height); row < Math.round(bottom * height); row++)
    target.fill(value, (row * width + first) * CHANNELS, (row * width + end) * CHANNELS)
}
