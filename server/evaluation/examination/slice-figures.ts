import type { Slice, SliceBy } from '#shared/domain/examination.ts'
import { bootstrapIntervals } from '../bootstrap-intervals.ts'
import type { ResampledMetric } from '../resampled-metric.ts'
import type { ImageFacts } from './image-facts.ts'

/** Some images of a split that have something in common. */
export interface ImageGroup {
  readonly by: SliceBy
  readonly name: string
  /** Places in the split. */
  readonly places: readonly number[]
}

export interface SliceInput {
  readonly metric: ResampledMetric
  readonly groups: readonly ImageGroup[]
  /** Labels on each image. */
  readonly labels: readonly number[]
  readonly seed: number
  readonly resamples?: number
}

/** Many folders say less than the ones with most images. */
const MOST_NAMED = 12

/** The figure of each group of images with its interval, the worst first; groups without anything to measure last. */
export async function sliceFigures({ metric, groups, labels, seed, resamples }: SliceInput): Promise<Slice[]> {
  const slices: Slice[] = []
  for (const { by, name, places } of groups) {
    const { value, low, high } = await bootstrapIntervals(metric, { seed, among: places, ...(resamples && { resamples }) })
    const there = places.reduce((sum, place) => sum + (labels[place] ?? 0), 0)
    slices.push({ by, name, images: places.length, labels: there, value, low, high })
  }
  return slices.sort(worstFirst)
}

/** Worst first, what could not be measured last. */
export const worstFirst = (a: Slice, b: Slice): number =>
  (a.value ?? Number.POSITIVE_INFINITY) - (b.value ?? Number.POSITIVE_INFINITY) || b.images - a.images

/** Groups by where images are from, how bright they are, who labelled them and when they came in; none where all images are alike in it. */
export function imageGroups(images: readonly ImageFacts[]): ImageGroup[] {
  return [
    ...named(
      'source',
      images.map(({ source }) => source),
    ),
    ...thirds(
      'brightness',
      images.map(({ brightness }) => brightness),
      ['dark', 'middling', 'bright'],
    ),
    ...named(
      'annotator',
      images.map(({ annotator }) => annotator),
    ),
    ...named('time', periods(images.map(({ at }) => at))),
  ]
}

function named(by: SliceBy, names: readonly (string | null)[]): ImageGroup[] {
  const places = new Map<string, number[]>()
  names.forEach((name, place) => {
    if (name !== null) places.set(name, [...(places.get(name) ?? []), place])
  })
  if (places.size < 2) return []
  return [...places]
    .map(([name, its]) => ({ by, name, places: its }))
    .sort((a, b) => b.places.length - a.places.length)
    .slice(0, MOST_NAMED)
}

/** Three parts of about the same number of images, by their rank. */
function thirds(by: SliceBy, values: readonly (number | null)[], names: readonly [string, string, string]): ImageGroup[] {
  const known = values.flatMap((value, place) => (value === null ? [] : [{ value, place }])).sort((a, b) => a.value - b.value)
  if (known.length < names.length || known[0]?.value === known.at(-1)?.value) return []
  return names.map((name, part) => ({
    by,
    name,
    places: known
      .slice(Math.round((part * known.length) / names.length), Math.round(((part + 1) * known.length) / names.length))
      .map(({ place }) => place),
  }))
}

const MONTH_CHARACTERS = 'yyyy-mm'.length
const DAY_CHARACTERS = 'yyyy-mm-dd'.length

/** Days where there are few of them, else months, as dates are written in ISO 8601 (UTC). */
function periods(times: readonly number[]): string[] {
  const cut = (characters: number) => times.map((at) => new Date(at).toISOString().slice(0, characters))
  const days = cut(DAY_CHARACTERS)
  return new Set(days).size <= MOST_NAMED ? days : cut(MONTH_CHARACTERS)
}
