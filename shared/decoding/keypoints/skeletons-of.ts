import { type Bounds, bounds } from '../../shapes/index.ts'
import { VISIBILITY } from '../../shapes/skeleton.ts'
import type { Grid, LearnedShape, Prediction } from '../prediction.ts'
import { type HeatPeak, heatPeaks } from './heat-peaks.ts'
import { type Joints, OFFSET_UNIT_CELLS, OFFSETS } from './joints.ts'

/** From this score on a keypoint is taken for visible; what is less sure but for the floor of peaks is taken for hidden. */
const VISIBLE_SCORE = 0.2
/** A keypoint may lie this far beyond its object's box, as a share of the box. */
const BEYOND = 0.25
/** How far a peak may be from where the object's middle says its keypoint is, in shares of the box's longer side, at one deviation. */
const STRAY = 0.3
/** A keypoint that no peak speaks for lies where the middle says, this surely. */
const UNSEEN_SCORE = 0.02

/**
 * The skeletons of objects that were found by their boxes: each keypoint at the peak of its own heat map that is high and near where the
 * middle of the object says it is (Zhou et al. 2019, arXiv 1904.07850, section 4.2). `output` is [h, w, 3 * joints], heat logits first;
 * boxes and skeletons are fractions of the image. The score is the box's times the mean of its keypoints'.
 */
export function skeletonsOf(boxes: readonly Prediction[], output: Float32Array, grid: Grid, joints: Joints): Prediction[] {
  const channels = joints.count * (1 + OFFSETS)
  const peaks = Array.from({ length: joints.count }, (_, joint) => heatPeaks(heatOf(joint), grid))
  return boxes
    .flatMap((found): Prediction[] => {
      const box = bounds(found.shape)
      const count = joints.countOf(found.label)
      if (!box || count === 0) return []
      const cells = inCells(box, grid)
      const middle = { x: cells.x + cells.width / 2, y: cells.y + cells.height / 2 }
      const at = (clampTo(middle.y, grid.height) * grid.width + clampTo(middle.x, grid.width)) * channels + joints.count
      const chosen = Array.from({ length: count }, (_, index) => {
        const joint = joints.firstOf(found.label) + index
        const expected = {
          x: clampTo(middle.x, grid.width) + 0.5 + (output[at + joint * OFFSETS] as number) * OFFSET_UNIT_CELLS,
          y: clampTo(middle.y, grid.height) + 0.5 + (output[at + joint * OFFSETS + 1] as number) * OFFSET_UNIT_CELLS,
        }
        return bestPeak(peaks[joint] ?? [], expected, cells)
      })
      const mean = chosen.reduce((sum, { score }) => sum + score, 0) / count
      return [{ ...found, score: found.score * mean, shape: skeleton(chosen, grid) }]
    })
    .sort((a, b) => b.score - a.score)

  /** [h * w] */
  function heatOf(joint: number): Float64Array {
    return Float64Array.from({ length: grid.width * grid.height }, (_, cell) =>
      sigmoid(output[cell * channels + joint] as number),
    )
  }
}

function bestPeak(peaks: readonly HeatPeak[], expected: { x: number; y: number }, box: Bounds): HeatPeak {
  const stray = STRAY * Math.max(box.width, box.height)
  let best: HeatPeak = { ...expected, score: UNSEEN_SCORE }
  let worth = 0
  for (const peak of peaks) {
    if (!isNear(peak, box)) continue
    const squared = (peak.x - expected.x) ** 2 + (peak.y - expected.y) ** 2
    const own = peak.score * Math.exp(-squared / (2 * stray ** 2))
    if (own <= worth) continue
    best = peak
    worth = own
  }
  return best
}

function isNear({ x, y }: HeatPeak, box: Bounds): boolean {
  const [across, down] = [BEYOND * box.width, BEYOND * box.height]
  return x >= box.x - across && x <= box.x + box.width + across && y >= box.y - down && y <= box.y + box.height + down
}

// A place beyond the edge is pulled to it: annotations lie on the image.
function skeleton(peaks: readonly HeatPeak[], grid: Grid): LearnedShape {
  const share = (place: number, size: number) => Math.min(1, Math.max(0, place / size))
  const keypoints = peaks.flatMap(({ x, y, score }) => [
    share(x, grid.width),
    share(y, grid.height),
    score >= VISIBLE_SCORE ? VISIBILITY.visible : VISIBILITY.hidden,
  ])
  return { kind: 'skeleton', keypoints }
}

const inCells = ({ x, y, width, height }: Bounds, grid: Grid): Bounds => ({
  x: x * grid.width,
  y: y * grid.height,
  width: width * grid.width,
  height: height * grid.height,
})

const clampTo = (place: number, size: number): number => Math.min(size - 1, Math.max(0, Math.floor(place)))
const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit))
