import type { Ensemble, EnsembleVerdict } from '#shared/domain/ensemble.ts'
import type { TaskFusion } from '../ml/ensembles/task-fusion.ts'
import { crossFit } from './cross-fit.ts'
import { labelLosses } from './label-losses.ts'
import { thresholdsOf } from './measure-model.ts'
import { type PairedBootstrap, pairedBootstrap } from './paired-bootstrap.ts'
import { everyPlace } from './resampling.ts'
import { resampledMetric } from './tasks/index.ts'
import type { MeasuredImage, Measurement } from './tasks/task-evaluation.ts'

/** A member as it was measured, on the same images in the same order as the others. */
export type MeasuredMember = Measurement & { readonly version: number }

export interface WeighingInput {
  /** The champion first. */
  readonly members: readonly [MeasuredMember, ...MeasuredMember[]]
  readonly fusion: TaskFusion
  /** The group of near-duplicates of an image. */
  readonly groupOf: (image: MeasuredImage) => string
  /** The most that a label may lose, 0 to 1. */
  readonly marginOf: (label: string) => number
  /** Milliseconds for one image that all members together may take. */
  readonly budgetMs: number
  /** Share of the shown that must be right, 0 to 1; null for what saves time. */
  readonly targetPrecision: number | null
  readonly seed: number
}

/** What was found; whom it is about and when is for whoever records it. */
export type Weighing = Omit<Ensemble, 'projectId' | 'champion' | 'asked' | 'snapshotNumber' | 'weighedAt'>

/** On fewer images a percentile interval says too little, whichever side of zero it lies on. */
const MINIMUM_IMAGES = 20

/**
 * Weighs several models together against the champion alone, on the validation images that all of them answered. They are fused as the
 * other half of the images taught (cross-fitting), and pay where the lower end of the 95 % interval of their gain (paired bootstrap) is above
 * zero, no label loses more than its margin, and all of them together stay within the budget. The thresholds are those of the fused scores; what
 * is learned for use is learned from all images.
 */
export async function weighEnsemble(input: WeighingInput): Promise<Weighing> {
  const { members, fusion, groupOf, marginOf, budgetMs, targetPrecision, seed } = input
  const [champion] = members
  const { labels } = champion
  const places = [...everyPlace(champion.images.length)]
  const voicesAt = (place: number) => members.map(({ images }) => images[place]?.predictions ?? [])
  const imageAt = (place: number) => champion.images[place] as MeasuredImage
  const figuresOn = (taught: readonly number[]) => members.map((member) => figureOn(member, taught))
  const learn = (taught: readonly number[], figures = figuresOn(taught)) =>
    fusion.learn(
      taught.map((place) => ({ voices: voicesAt(place), truth: imageAt(place).truth })),
      figures,
      labels,
    )
  const dealing = {
    groupOf: (place: number) => groupOf(imageAt(place)),
    kindOf: (place: number) => imageAt(place).truth[0]?.label ?? '',
    seed,
  }
  const fused = await crossFit(places, dealing, { learn, apply: (pool, place) => fusion.fuse(voicesAt(place), pool, labels) })
  const latencyMs = members.reduce((sum, member) => sum + member.latencyMs, 0)
  const images = champion.images.map((image, place) => ({ ...image, predictions: fused[place] ?? [] }))
  const together: Measurement = { ...champion, images, latencyMs }
  const bootstrap = await pairedBootstrap({ champion: resampledMetric(champion), challenger: resampledMetric(together), seed })
  const losses = labelLosses(bootstrap, marginOf)
  const losing = losses.flatMap(({ label, real }) => (real ? label : []))
  const values = figuresOn(places)
  const { weights, biases } = learn(places, values)
  return {
    members: members.map(({ version, latencyMs: own }, place) => ({ version, value: values[place] ?? null, latencyMs: own })),
    images: images.length,
    verdict: verdictOf(bootstrap, { losing, images: images.length, latencyMs, budgetMs, members: members.length }),
    alone: values[0] ?? null,
    together: figureOn(together, places),
    difference: bootstrap.difference,
    low: bootstrap.low,
    high: bootstrap.high,
    losing,
    latencyMs,
    budgetMs,
    learned: { weights: [...weights], biases: biases.map((bias, place) => ({ label: labels[place] ?? '', bias })) },
    thresholds: thresholdsOf(together, targetPrecision),
  }
}

function verdictOf(
  { low }: Pick<PairedBootstrap, 'low'>,
  {
    losing,
    images,
    latencyMs,
    budgetMs,
    members,
  }: Pick<Weighing, 'losing' | 'images' | 'latencyMs' | 'budgetMs'> & { members: number },
): EnsembleVerdict {
  if (members < 2) return 'member-lost'
  if (images < MINIMUM_IMAGES || low === null) return 'too-few'
  if (low <= 0) return 'no-gain'
  if (losing.length > 0) return 'label-loses'
  return latencyMs <= budgetMs ? 'together' : 'too-slow'
}

function figureOn(measurement: Measurement, places: readonly number[]): number | null {
  const images = places.map((place) => measurement.images[place] as MeasuredImage)
  return resampledMetric({ ...measurement, images }).measure(new Uint32Array(images.length).fill(1)).value
}
