import { describe, expect, it } from 'vitest'
import { TENSORFLOW_WHEELS } from '../../../scripts/setup/pins.mjs'
import { isOutgrown, variantsFor } from '../../../scripts/setup/tensorflow-variant.mjs'

const FOR_PROCESSOR = '/cache/tensorflow-2.21.0-tfjs-4.22.0-linux-x64-cpu/lib'
const FOR_CARD = '/cache/tensorflow-2.21.0-tfjs-4.22.0-linux-x64-cuda/lib'

describe('the TensorFlow that set-up takes', () => {
  it.each([
    ['the driver is loaded', { hasDriver: true, answers: false }],
    ['the card’s tool answers', { hasDriver: false, answers: true }],
  ])('is the one with CUDA where %s, and the plain one where that fails', (_where, card) => {
    expect(variantsFor(card)).toEqual(['cuda', 'cpu'])
  })

  it('is the plain one on a machine without a card', () => {
    expect(variantsFor({ hasDriver: false, answers: false })).toEqual(['cpu'])
  })

  it('is replaced when a card came later, unless that was tried in vain', () => {
    expect(isOutgrown({ linked: FOR_PROCESSOR, hasCard: true, hasFailed: false })).toBe(true)
    expect(isOutgrown({ linked: FOR_PROCESSOR, hasCard: true, hasFailed: true })).toBe(false)
    expect(isOutgrown({ linked: FOR_PROCESSOR, hasCard: false, hasFailed: false })).toBe(false)
    expect(isOutgrown({ linked: FOR_CARD, hasCard: true, hasFailed: false })).toBe(false)
  })

  it('comes with every CUDA library in one version and with its digest', () => {
    const names = TENSORFLOW_WHEELS.cuda.hashed.map(([requirement]) => requirement.replace(/==.*/, ''))
    for (const library of [
      'cublas',
      'cuda-cupti',
      'cuda-nvrtc',
      'cuda-runtime',
      'cudnn',
      'cufft',
      'curand',
      'cusolver',
      'cusparse',
      'nccl',
      'nvjitlink',
    ])
      expect(names).toContain(`nvidia-${library}-cu12`)
    for (const [requirement, sha256] of TENSORFLOW_WHEELS.cuda.hashed) {
      expect(requirement).toMatch(/^[\w-]+==[\d.]+$/)
      expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    }
  })
})
