import type { CaseDraft } from '#server/evaluation/examination/case-draft.ts'
import type { MeasuredImage } from '#server/evaluation/tasks/task-evaluation.ts'
import type { AnnotationId, AssetId } from '#shared/domain/ids.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { iou } from '#shared/shapes/index.ts'

type Place = readonly [x: number, y: number, width: number, height: number] | null

interface Told {
  readonly truth?: readonly (readonly [label: string, place?: Place, value?: number])[]
  readonly predictions?: readonly (readonly [label: string, score: number, place?: Place, value?: number])[]
}

/** A measured image of 200 x 200 pixels, with what a test says of it; labels without a place are of the whole image. */
export function measured({ truth = [], predictions = [] }: Told, asset = 'ast_1'): MeasuredImage {
  return {
    assetId: asset as AssetId,
    width: 200,
    height: 200,
    truth: truth.map(([label, place = null, value = null], index) => ({
      annotationId: `${asset}_${index}` as AnnotationId,
      label,
      shape: shapeOf(place),
      value,
    })),
    predictions: predictions.map(([label, score, place = null, value = null]) => ({
      label,
      score,
      shape: shapeOf(place),
      value,
    })),
  }
}

/** Agreement of two boxes. */
export const overlap = (a: { shape: Shape }, b: { shape: Shape }): number => iou(a.shape, b.shape)

/** Every label is shown from one half on. */
export const fromHalf = () => 0.5

/** What a case is in a line: "confusion cat as dog 0.8". */
export const inWords = ({ kind, label, predicted, score }: CaseDraft): string =>
  [kind, label, predicted !== null && `as ${predicted}`, score].filter((word) => word !== null && word !== false).join(' ')

const shapeOf = (place: Place): Shape =>
  place ? { kind: 'box', x: place[0], y: place[1], width: place[2], height: place[3] } : { kind: 'whole' }
