import { decodeCenters, SIDES } from './detection.ts'
import { jointsOf, OFFSETS } from './keypoints/joints.ts'
import { skeletonsOf } from './keypoints/skeletons-of.ts'
import type { LearnedLabel } from './learned-label.ts'
import type { Grid, Prediction } from './prediction.ts'

/** One image's output [h, w, detection's channels + 3 * joints] -> skeletons in fractions of the image, best first. */
export function decodeSkeletons(output: Float32Array, grid: Grid, labels: readonly LearnedLabel[]): Prediction[] {
  const joints = jointsOf(labels)
  const boxChannels = labels.length + SIDES
  const all = boxChannels + joints.count * (1 + OFFSETS)
  const part = (from: number, to: number) => {
    const values = new Float32Array(grid.width * grid.height * (to - from))
    for (let cell = 0; cell < grid.width * grid.height; cell++)
      values.set(output.subarray(cell * all + from, cell * all + to), cell * (to - from))
    return values
  }
  const boxes = decodeCenters(part(0, boxChannels), grid, labels)
  return skeletonsOf(boxes, part(boxChannels, all), grid, joints)
}
