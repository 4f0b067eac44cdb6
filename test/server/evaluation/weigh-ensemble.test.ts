import { describe, expect, it } from 'vitest'
import { crossFit } from '#server/evaluation/cross-fit.ts'
import type { MeasuredImage } from '#server/evaluation/tasks/task-evaluation.ts'
import { type MeasuredMember, weighEnsemble } from '#server/evaluation/weigh-ensemble.ts'
import { fusions } from '#server/ml/ensembles/index.ts'
import type { Voice } from '#server/ml/ensembles/task-fusion.ts'
import type { AnnotationId, AssetId } from '#shared/domain/ids.ts'
import { createRandom } from '#shared/random.ts'

const LABELS = ['cat', 'dog', 'bird']
const IMAGES = 60
const whole = { kind: 'whole' } as const

/** A classifier that is surer of the truth the stronger it is; 0 is noise. */
function member(version: number, strength: number, seed: number, { images = IMAGES, latencyMs = 5 } = {}): MeasuredMember {
  const random = createRandom(seed)
  return {
    version,
    task: 'classification',
    split: 'validation',
    labels: LABELS,
    latencyMs,
    images: Array.from({ length: images }, (_, index) => {
      const truth = LABELS[index % LABELS.length] as string
      const powers = LABELS.map((label) => Math.exp(random.normal() + (label === truth ? strength : 0)))
      const total = powers.reduce((sum, power) => sum + power, 0)
      return {
        assetId: `ast_${index}` as AssetId,
        width: 8,
        height: 8,
        truth: [{ annotationId: `ann_${index}` as AnnotationId, label: truth, shape: whole, value: null }],
        predictions: LABELS.map((label, place) => ({ label, score: (powers[place] ?? 0) / total, shape: whole, value: null })),
      }
    }),
  }
}

const rules = {
  groupOf: ({ assetId }: MeasuredImage) => assetId,
  marginOf: () => 0.05,
  budgetMs: 100,
  targetPrecision: 0.7,
  seed: 1,
}
const weigh = (members: [MeasuredMember, ...MeasuredMember[]], budgetMs = rules.budgetMs) =>
  weighEnsemble({ ...rules, members, fusion: fusions.classification, budgetMs })

describe('cross-fitting', () => {
  const items = Array.from({ length: 41 }, (_, place) => ({
    place,
    group: `${place % 20}`,
    kind: place % 20 < 6 ? 'rare' : 'often',
  }))
  const seen = (seed: number) =>
    crossFit(
      items,
      { groupOf: ({ group }) => group, kindOf: ({ kind }) => kind, seed },
      { learn: (taught) => taught, apply: (taught, item) => ({ taught, item }) },
    )

  it('never judges an item by what it, or one of its group, has taught', async () => {
    for (const { taught, item } of await seen(1)) {
      expect(taught.length).toBeGreaterThan(0)
      expect(taught.map(({ group }) => group)).not.toContain(item.group)
    }
  })

  it('learns from as many groups of every kind on both sides', async () => {
    for (const { taught } of await seen(1)) {
      const rare = new Set(taught.filter(({ kind }) => kind === 'rare').map(({ group }) => group))
      expect(rare.size).toBe(3)
    }
  })

  it('answers in the order of the items, in the same halves for the same seed and in others for another', async () => {
    const found = await seen(1)
    expect(found.map(({ item }) => item)).toEqual(items)
    expect(await seen(1)).toEqual(found)
    expect(await seen(2)).not.toEqual(found)
  })
})

describe('weighing models together against the champion alone', () => {
  it('pays where models err apart', async () => {
    const found = await weigh([member(1, 1.2, 11), member(2, 1.2, 12), member(3, 1.2, 13)])
    expect(found).toMatchObject({ verdict: 'together', images: IMAGES, latencyMs: 15, budgetMs: 100 })
    expect(found.low).toBeGreaterThan(0)
    expect(found.together).toBeGreaterThan(found.alone ?? 1)
    expect(found.thresholds.map(({ label }) => label)).toEqual(LABELS)
    expect(found.learned.biases.map(({ label }) => label)).toEqual(LABELS)
  })

  it('does not pay where the others are the champion again', async () => {
    expect(await weigh([member(1, 1.2, 11), member(2, 1.2, 11)])).toMatchObject({ verdict: 'no-gain' })
  })

  it('is rarely fooled by noise: of thirty pairs with a member that knows nothing, at most two seem to pay', async () => {
    const verdicts: string[] = []
    for (let seed = 0; seed < 30; seed++)
      verdicts.push((await weigh([member(1, 1.2, 100 + seed), member(2, 0, 200 + seed)])).verdict)
    expect(verdicts.filter((verdict) => verdict === 'together').length).toBeLessThanOrEqual(2)
  }, 60_000)

  it('does not pay where a label loses more than it may, whatever the others gain', async () => {
    const saying = (version: number, says: (truth: string) => string): MeasuredMember => {
      const model = member(version, 0, 1)
      const images = model.images.map((image) => ({
        ...image,
        predictions: [{ label: says(image.truth[0]?.label ?? ''), score: 0.9, shape: whole, value: null }],
      }))
      return { ...model, images }
    }
    const onlyTheSecond = {
      learn: () => ({ weights: [0, 1], biases: [] }),
      fuse: (voices: readonly Voice[]) => [...(voices[1] ?? [])],
    }
    const found = await weighEnsemble({
      ...rules,
      fusion: onlyTheSecond,
      members: [saying(1, () => 'bird'), saying(2, (truth) => (truth === 'bird' ? 'cat' : truth))],
    })
    expect(found).toMatchObject({ verdict: 'label-loses', losing: ['bird'] })
    expect(found.low).toBeGreaterThan(0)
  })

  it('says so where a gain takes longer than the budget, or where there are too few images to tell', async () => {
    expect(await weigh([member(1, 1.2, 11), member(2, 1.2, 12), member(3, 1.2, 13)], 14)).toMatchObject({ verdict: 'too-slow' })
    const few = { images: 19 }
    expect(await weigh([member(1, 0, 11, few), member(2, 9, 12, few)])).toMatchObject({ verdict: 'too-few', images: 19 })
    const none = { images: 0 }
    expect(await weigh([member(1, 1, 11, none), member(2, 1, 12, none)])).toMatchObject({ verdict: 'too-few', difference: null })
    expect(await weigh([member(1, 1, 11)])).toMatchObject({ verdict: 'member-lost' })
  })

  it('shows fused scores from where they were right often enough, not from where the champion’s were', async () => {
    const members = [member(1, 1.2, 11), member(2, 1.2, 12), member(3, 1.2, 13)] as const
    const together = await weigh([...members])
    const alone = await weigh([members[0]])
    expect(together.thresholds).not.toEqual(alone.thresholds)
    for (const { threshold, precision } of together.thresholds) {
      expect(threshold).not.toBeNull()
      expect(precision).toBeGreaterThanOrEqual(0.7)
    }
  })
})
