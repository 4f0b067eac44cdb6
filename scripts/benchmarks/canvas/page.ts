import { openAssets } from './measure-journey.ts'
import { measureMask } from './measure-mask.ts'
import { measureShapes } from './measure-shapes.ts'
import { measureNodePerShape } from './node-per-shape.ts'
import { boxes, polygons } from './scenes.ts'

const SEED = 7
const CORNERS = 20

/** What the program outside asks of the page. */
const benchmark = {
  boxes: (count: number) => measureShapes(boxes(count, SEED)),
  polygons: (count: number) => measureShapes(polygons(count, CORNERS, SEED)),
  nodePerShape: (count: number) => measureNodePerShape(boxes(count, SEED)),
  mask: measureMask,
  openAssets,
}
export type CanvasBenchmark = typeof benchmark

Object.assign(globalThis, { pageBenchmark: () => benchmark })
