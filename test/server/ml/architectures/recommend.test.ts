import { describe, expect, it } from 'vitest'
import { architectures } from '#server/ml/architectures/index.ts'
import { recommendArchitecture } from '#server/ml/architectures/recommend.ts'
import { affordableImages } from '#server/ml/training/affordable-images.ts'
import { inputSize } from '#server/ml/training/input-size.ts'
import type { TrainingImage } from '#server/ml/training/trainer-spec.ts'
import { boxed } from '../labelled-objects.ts'

const means = { pretrainedAvailable: true, affordableImages: 3_000 }

describe('the recommended architecture', () => {
  it.each([
    ['few large objects: what has seen photographs', imagesWith({ images: 30, boxes: 2, side: 200 }), 'center-point-pretrained'],
    ['many objects per image: from scratch', imagesWith({ images: 30, boxes: 12, side: 100 }), 'center-point'],
    ['tiny objects: from scratch, for its fine features', imagesWith({ images: 30, boxes: 2, side: 20 }), 'center-point'],
    ['nearly nothing yet: what has seen photographs', imagesWith({ images: 2, boxes: 12, side: 100 }), 'center-point-pretrained'],
  ])('%s', (_name, train, architecture) => {
    const found = recommendArchitecture({ task: 'detection', train, ...means })
    expect(found.architecture).toBe(architecture)
    expect(found.reason).toMatch(/\.$/)
  })

  it('does without the pretrained network where it is not there', () => {
    const train = imagesWith({ images: 30, boxes: 2, side: 200 })
    expect(recommendArchitecture({ task: 'detection', train, ...means, pretrainedAvailable: false }).architecture).toBe(
      'center-point',
    )
    expect(recommendArchitecture({ task: 'classification', train, ...means, pretrainedAvailable: false }).architecture).toBe(
      'classifier-small',
    )
    expect(recommendArchitecture({ task: 'classification', train, ...means }).architecture).toBe('classifier-pretrained')
  })
})

describe('the time there is', () => {
  const auto = { epochs: 'auto', timeBudgetSeconds: 'auto' } as const

  it('decides against a pretrained network where it could be shown next to nothing, and says so', () => {
    const train = imagesWith({ images: 30, boxes: 2, side: 200 })
    const parameters = { ...auto, timeBudgetSeconds: 60 }
    const slow = { ...means, affordableImages: affordableImages({ parameters, images: train.length, engine: 'wasm' }) }
    const found = recommendArchitecture({ task: 'detection', train, ...slow })
    expect(found).toEqual({ architecture: 'center-point', reason: expect.stringMatching(/only 54 images/) })
    const fast = { ...means, affordableImages: affordableImages({ parameters, images: train.length, engine: 'tensorflow' }) }
    expect(recommendArchitecture({ task: 'detection', train, ...fast }).architecture).toBe('center-point-pretrained')
  })

  it('does not matter to who asked for epochs', () => {
    const parameters = { ...auto, epochs: 2 }
    const slow = { ...means, affordableImages: affordableImages({ parameters, images: 5, engine: 'wasm' }) }
    const train = imagesWith({ images: 5, boxes: 2, side: 200 })
    expect(recommendArchitecture({ task: 'detection', train, ...slow }).architecture).toBe('center-point-pretrained')
  })

  it('grows with the images where nobody set it', () => {
    const [few, many] = [10, 200].map((images) => affordableImages({ parameters: auto, images, engine: 'tensorflow' }))
    expect(many).toBeGreaterThan(few as number)
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
    // An outline takes as many pixels as a box, however fine the network's output is.
    const outlined = inputSize(imagesWith({ images: 5, boxes: 2, side: 20 }), architectures['segmenter-pretrained'])
    expect(outlined.width / small.width).toBeCloseTo(1, 1)
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
