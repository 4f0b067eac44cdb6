import { keypointsOf, VISIBILITY } from '#shared/shapes/skeleton.ts'
import { AREAS } from './coco/comparison.ts'
import { matchDetections, UNMATCHED } from './match-detections.ts'
import type { GroupsOf } from './match-group.ts'
import type { MeasuredImage } from './tasks/task-evaluation.ts'

/** A found skeleton at least this similar is about the true one, however wrong. */
const ABOUT_IT = 0.1

/** How far found keypoints are from the true ones. */
export interface KeypointError {
  /** Pixels, the mean over the labelled keypoints of the skeletons that were found; null where none was. */
  readonly meanError: number | null
  /** Share of the labelled keypoints that belong to such a skeleton; null where there is none to find. */
  readonly found: number | null
}

/** Pairs true skeletons with those that are about them, the best score first, and measures keypoint by keypoint. */
export function keypointError(images: readonly MeasuredImage[], groupsOf: GroupsOf, labels: readonly string[]): KeypointError {
  const errors: number[] = []
  let labelled = 0
  for (const label of labels) {
    groupsOf(label).forEach((group, image) => {
      const { truth, predictions } = images[image] as MeasuredImage
      const skeletons = <T extends { label: string; shape: MeasuredImage['truth'][number]['shape'] }>(all: readonly T[]) =>
        all.flatMap(({ shape, ...one }) => (one.label === label && shape.kind === 'skeleton' ? [keypointsOf(shape)] : []))
      const wanted = skeletons(truth)
      const said = skeletons(predictions)
      const labelledOf = (place: number) => (wanted[place] ?? []).map(({ visibility }) => visibility !== VISIBILITY.absent)
      labelled += wanted.reduce((sum, _, place) => sum + labelledOf(place).filter(Boolean).length, 0)
      const matches = matchDetections(group, Float64Array.of(ABOUT_IT), AREAS.all)
      matches.truth.forEach((place, rank) => {
        if (place === UNMATCHED) return
        const found = said[group.inputIndex[rank] as number] ?? []
        labelledOf(place).forEach((isLabelled, index) => {
          const [a, b] = [wanted[place]?.[index], found[index]]
          if (isLabelled && a && b) errors.push(Math.hypot(a.x - b.x, a.y - b.y))
        })
      })
    })
  }
  return {
    meanError: errors.length > 0 ? errors.reduce((sum, error) => sum + error, 0) / errors.length : null,
    found: labelled > 0 ? errors.length / labelled : null,
  }
}
