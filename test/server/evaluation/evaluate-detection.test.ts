import { describe, expect, it } from 'vitest'
import { CocoDetections, CocoTruth } from '#server/evaluation/coco/coco-files.ts'
import { evaluateCoco } from '#server/evaluation/evaluate-coco.ts'
import { evaluateDetection } from '#server/evaluation/evaluate-detection.ts'
import { judgeDetections } from '#server/evaluation/judge-outcomes.ts'
import { LABELS, madeUpImages } from './made-up-images.ts'

describe('a detector on a split', () => {
  it('has the figures of the COCO evaluation', () => {
    const images = madeUpImages({ wrong: 3 })
    const entries = (of: 'truth' | 'detections') =>
      images.flatMap((image, id) =>
        image[of].map((object) => ({
          image_id: id,
          category_id: LABELS.indexOf(object.label),
          bbox: [object.box.x, object.box.y, object.box.width, object.box.height],
          ...('score' in object ? { score: object.score } : {}),
        })),
      )
    const truth = CocoTruth.parse({
      images: images.map((_, id) => ({ id })),
      categories: LABELS.map((name, id) => ({ id, name })),
      annotations: entries('truth'),
    })
    const { figures, perLabel } = evaluateCoco({
      truth,
      detections: CocoDetections.parse(entries('detections')),
      iouType: 'bbox',
    })
    const evaluation = evaluateDetection(images, LABELS)
    expect(evaluation.map).toBeCloseTo(figures.AP, 12)
    expect(evaluation.map50).toBeCloseTo(figures.AP50, 12)
    expect(evaluation.map75).toBeCloseTo(figures.AP75, 12)
    expect(evaluation.perLabel).toEqual(perLabel)
  })

  it('leaves a label without truth out of the mean', () => {
    const images = madeUpImages()
    const evaluation = evaluateDetection(images, [...LABELS, 'blue'])
    expect(evaluation.perLabel[2]).toEqual({ label: 'blue', ap: null, ap50: null, count: 0 })
    expect(evaluation.map50).toBe(evaluateDetection(images, LABELS).map50)
  })

  it('is not measured on a split without truth', () => {
    expect(evaluateDetection([], LABELS)).toMatchObject({ map: null, map50: null, map75: null })
  })

  it('has each detection judged once, and each truth found at most once', () => {
    const [image] = madeUpImages({ images: 1, found: 1, wrong: 2 })
    if (!image) throw new Error('expected an image')
    const doubled = {
      ...image,
      detections: [...image.detections, ...image.detections.map((found) => ({ ...found, score: found.score / 2 }))],
    }
    const outcomes = judgeDetections([doubled], LABELS)
    expect(outcomes).toHaveLength(doubled.detections.length)
    expect(outcomes.filter(({ correct }) => correct)).toHaveLength(image.truth.length)
  })
})
