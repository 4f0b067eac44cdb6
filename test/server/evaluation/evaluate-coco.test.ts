import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CocoDetections, CocoTruth } from '#server/evaluation/coco/coco-files.ts'
import { evaluateCoco, type IouType } from '#server/evaluation/evaluate-coco.ts'
import detections from './fixtures/scenes-detections.json' with { type: 'json' }
import expected from './fixtures/scenes-expected.json' with { type: 'json' }
import truth from './fixtures/scenes-truth.json' with { type: 'json' }

const scenes = { truth: CocoTruth.parse(truth), detections: CocoDetections.parse(detections) }
const iouTypes: IouType[] = ['bbox', 'segm', 'keypoints']

describe('COCO figures', () => {
  for (const iouType of iouTypes) {
    it(`of ${iouType} equal those of pycocotools to the twelfth digit`, () => {
      const { figures } = evaluateCoco({ ...scenes, iouType })
      expect(Object.keys(figures).sort()).toEqual(Object.keys(expected[iouType]).sort())
      for (const [name, value] of Object.entries(expected[iouType])) {
        expect(figures[name as keyof typeof figures], name).toBeCloseTo(value, 12)
      }
    })
  }

  it('leave out a category without truth and say that nothing was measured', () => {
    const { perLabel } = evaluateCoco({ ...scenes, iouType: 'bbox' })
    expect(perLabel.find(({ label }) => label === 'absent')).toEqual({ label: 'absent', ap: null, ap50: null, count: 0 })
    const measured = perLabel.flatMap(({ ap }) => ap ?? [])
    expect(measured.reduce((sum, ap) => sum + ap, 0) / measured.length).toBeCloseTo(expected.bbox.AP, 12)
  })

  it('are -1 where there is no truth at all', () => {
    const { figures } = evaluateCoco({ ...scenes, truth: { ...scenes.truth, annotations: [] }, iouType: 'bbox' })
    expect(new Set(Object.values(figures))).toEqual(new Set([-1]))
  })

  it('count detections of a category that the truth does not know', () => {
    const stray = scenes.detections.map((detection) => ({ ...detection, category_id: '99' }))
    const { figures, unknownCategory } = evaluateCoco({ ...scenes, detections: stray, iouType: 'bbox' })
    expect([figures.AP, unknownCategory]).toEqual([0, stray.length])
  })

  it('are 1 when every box is found exactly', () => {
    const found = scenes.truth.annotations.filter(({ iscrowd }) => !iscrowd).map((annotation) => ({ ...annotation, score: 0.5 }))
    expect(evaluateCoco({ ...scenes, detections: found, iouType: 'bbox' }).figures.AP).toBeCloseTo(1, 12)
  })

  it('lie in [0, 1], whatever is detected', () => {
    const box = fc.tuple(fc.integer({ min: -20, max: 150 }), fc.integer({ min: -20, max: 110 }), fc.nat(90), fc.nat(90))
    const detection = fc.record({
      image_id: fc.constantFrom('12', '3', '7', '40'),
      category_id: fc.constantFrom('1', '3'),
      score: fc.constantFrom(0.1, 0.5, 0.9),
      bbox: box,
    })
    fc.assert(
      fc.property(fc.array(detection, { maxLength: 30 }), (list) => {
        const { figures } = evaluateCoco({ ...scenes, detections: list, iouType: 'bbox' })
        return Object.values(figures).every((value) => value >= 0 && value <= 1)
      }),
      { seed: 1, numRuns: 60 },
    )
  })

  it('do not depend on the order of entries when no two scores are the same', () => {
    const distinct = scenes.detections.map((detection, index) => ({ ...detection, score: detection.score + index * 1e-6 }))
    const { figures } = evaluateCoco({ ...scenes, detections: distinct, iouType: 'bbox' })
    fc.assert(
      fc.property(fc.shuffledSubarray(distinct, { minLength: distinct.length }), (shuffled) => {
        expect(evaluateCoco({ ...scenes, detections: shuffled, iouType: 'bbox' }).figures).toEqual(figures)
      }),
      { seed: 1, numRuns: 20 },
    )
  })
})
