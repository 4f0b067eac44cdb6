import { describe, expect, it } from 'vitest'
import { architectures } from '#server/ml/architectures/index.ts'
import { recommendArchitecture } from '#server/ml/architectures/recommend.ts'
import { inputSize } from '#server/ml/training/input-size.ts'
import type { TrainingImage } from '#server/ml/training/trainer-spec.ts'
import { boxed } from '../labelled-objects.ts'

describe('the recommended architecture', () => {
  it.each([
    ['few large objects: what has seen photographs', imagesWith({ images: 30, boxes: 2, side: 200 }), 'center-point-pretrained'],
    ['many objects per image: from scratch', imagesWith({ images: 30, boxes: 12, side: 100 }), 'center-point'],
    ['tiny objects: from scratch, for its fine features', imagesWith({ images: 30, boxes: 2, side: 20 }), 'center-point'],
    ['nearly nothing yet: what has seen photographs', imagesWith({ images: 2, boxes: 12, side: 100 }), 'center-point-pretrained'],
  ])('%s', (_name, train, architecture) => {
    const found = recommendArchitecture({ task: 'detection', train, pretrainedAvailable: true })
    expect(found.architecture).toBe(architecture)
    expect(found.reason).toMatch(/\.$/)
  })

  it('does without the pretrained network where it is not there', () => {
    const train = imagesWith({ images: 30, boxes: 2, side: 200 })
    expect(recommendArchitecture({ task: 'detection', train, pretrainedAvailable: false }).architecture).toBe('center-point')
    expect(recommendArchitecture({ task: 'classification', train, pretrainedAvailable: false }).architecture).toBe(
      'classifier-small',
    )
    expect(recommendArchitecture({ task: 'classification', train, pretrainedAvailable: true }).architecture).toBe(
      'classifier-pretrained',
    )
  })
})

describe('the input size', () => {
  it('follows the aspect ratio of the images, in steps the architecture can halve', () => {
    const { width, height } = inputSize(imagesWith({ images: 5, boxes: 2, side: 200 }), architectures['center-point'])
    expect({ width, height }).toEqual({ width: 256, height: 192 })
  })

  it('grows for small objects, within limits', () => {
    const small = inputSize(imagesWith({ images: 5, boxes: 2, side: 20 }), architectures['center-point'])
    const tiny = inputSize(imagesWith({ images: 5, boxes: 2, side: 2 }), architectures['center-point'])
    expect(small.width).toBeGreaterThan(256)
    expect(tiny).toEqual({ width: 384, height: 288 })
  })

  it('is given also where there is no box', () => {
    expect(inputSize(imagesWith({ images: 3, boxes: 0, side: 1 }), architectures['classifier-small']).width).toBeGreaterThan(0)
  })
})

function imagesWith({ images, boxes, side }: { images: number; boxes: number; side: number }): TrainingImage[] {
  const objects = Array.from({ length: boxes }, (_, index) => boxed(0, { x: 10 * index, y: 0, width: side, height: side }))
  return Array.from({ length: images }, (_, index) => ({
    assetId: `${index}`,
    file: `${index}.jpg`,
    width: 640,
    height: 480,
    objects,
  }))
}
