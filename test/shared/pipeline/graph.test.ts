import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PipelineStep } from '#shared/domain/pipeline.ts'
import { ancestorsOf, LOOP_STEPS, layersOf, problemsOf, providersOf } from '#shared/pipeline/graph.ts'

const step = (given: Partial<PipelineStep> & Pick<PipelineStep, 'id' | 'uses'>) => PipelineStep.parse(given)
const loopWith = (...more: PipelineStep[]) => [...LOOP_STEPS, ...more]
const call = (id: string, ...needs: string[]) => step({ id, uses: 'http', needs, with: { url: 'https://example.org/' } })
const sentences = (steps: readonly PipelineStep[]) => problemsOf(steps).map(({ sentence }) => sentence)

describe('the graph of a pipeline', () => {
  it('is fine as it comes', () => {
    expect(problemsOf(LOOP_STEPS)).toEqual([])
    expect(layersOf(LOOP_STEPS).map((layer) => layer.map(({ id }) => id))).toEqual([
      ['snapshot'],
      ['train'],
      ['evaluate'],
      ['gate'],
      ['promote'],
    ])
  })

  it('puts what may run side by side into one layer', () => {
    const layers = layersOf(loopWith(call('check', 'snapshot'), call('tell', 'promote', 'check')))
    expect(layers[1]?.map(({ id }) => id)).toEqual(['train', 'check'])
    expect(layers.at(-1)?.map(({ id }) => id)).toEqual(['tell'])
  })

  it.each([
    ['two steps of one name', loopWith(call('train')), /Two steps are named train/],
    ['a need that is no step', loopWith(call('tell', 'nobody')), /tell needs nobody/],
    ['a circle', loopWith(call('one', 'two'), call('two', 'one')), /one, two wait for each other/],
    ['two trainings', loopWith(step({ id: 'again', uses: 'train', needs: ['snapshot'] })), /only one step may be "train"/],
    ['a call without an address', loopWith(step({ id: 'tell', uses: 'http' })), /tell\.url/],
    [
      'a promotion without a verdict',
      LOOP_STEPS.filter(({ id }) => id !== 'gate').map((one) => (one.id === 'promote' ? { ...one, needs: ['evaluate'] } : one)),
      /promote takes a verdict/,
    ],
    [
      'a training of labels that nobody freezes',
      LOOP_STEPS.map((one) => (one.id === 'snapshot' ? { ...one, enabled: false } : one)),
      /train takes a snapshot/,
    ],
    [
      'a gate taken over from before',
      LOOP_STEPS.map((one) => (one.id === 'gate' ? { ...one, cache: true } : one)),
      /cannot be taken over/,
    ],
  ])('refuses %s, in words', (_, steps, sentence) => {
    expect(sentences(steps)).toEqual(expect.arrayContaining([expect.stringMatching(sentence)]))
  })

  it('lets a call decide in place of the gate', () => {
    const own = step({ id: 'ours', uses: 'http', needs: ['evaluate'], with: { url: 'https://example.org/', gives: 'verdict' } })
    const steps = LOOP_STEPS.map((one) => (one.id === 'gate' ? own : one.id === 'promote' ? { ...one, needs: ['ours'] } : one))
    expect(sentences(steps)).toEqual([])
    expect(providersOf(steps, 'promote', 'verdict').map(({ id }) => id)).toEqual(['ours'])
  })

  it('reads what comes before through steps that are off', () => {
    const steps = LOOP_STEPS.map((one) => (one.id === 'evaluate' ? { ...one, enabled: false } : one))
    expect(ancestorsOf(steps, 'gate')).toEqual(new Set(['evaluate', 'train', 'snapshot']))
    expect(sentences(steps)).toEqual([expect.stringMatching(/gate takes an evaluation/)])
  })

  it('has a place for every step of a circle, which cannot run but must be shown', () => {
    const whole = LOOP_STEPS.map((one) => (one.id === 'snapshot' ? { ...one, needs: ['promote'] } : one))
    for (const steps of [loopWith(call('check', 'tell'), call('tell', 'check')), whole]) {
      const sizes = layersOf(steps).map((layer) => layer.length)
      expect(sizes.reduce((sum, size) => sum + size)).toBe(steps.length)
      expect(Math.min(...sizes)).toBeGreaterThan(0)
    }
  })

  it('never puts a step before one that it needs, whatever the graph', () => {
    const graphs = fc
      .integer({ min: 1, max: 12 })
      .chain((size) =>
        fc
          .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: size, maxLength: size })
          .map((needs) =>
            needs.map((before, index) =>
              call(`s${index}`, ...new Set(before.filter(() => index > 0).map((one) => `s${one % index}`))),
            ),
          ),
      )
    fc.assert(
      fc.property(graphs, (steps) => {
        const layers = layersOf(steps)
        const layerOf = (id: string) => layers.findIndex((layer) => layer.some((one) => one.id === id))
        expect(problemsOf(steps)).toEqual([])
        for (const { id, needs } of steps) for (const need of needs) expect(layerOf(need)).toBeLessThan(layerOf(id))
        expect(layers.flat()).toHaveLength(steps.length)
      }),
      { seed: 1 },
    )
  })
})
