import { Split } from '#shared/domain/asset.ts'
import type { ManifestSummary } from '#shared/domain/manifest.ts'
import type { Snapshot } from '#shared/domain/training.ts'
import { bounds } from '#shared/shapes/index.ts'
import type { FrozenEntry } from './manifest-entries.ts'

/** Shares that are told apart: a hundredth of an image's side is near enough. */
const BINS = 100
const MOST_OBJECTS = 50

type Counts = Record<string, number>

/** What is said of some entries. */
export function summaryOf(entries: readonly FrozenEntry[]): ManifestSummary {
  const summary = nothing()
  for (const { entry, origins, people } of entries) {
    summary.assets[entry.split]++
    summary.annotations += entry.annotations.length
    add(summary.objects, String(Math.min(MOST_OBJECTS, entry.annotations.length)))
    add(summary.sizes, `${entry.width}x${entry.height}`)
    for (const origin of origins) add(summary.origins, origin)
    for (const person of people) add(summary.people, person)
    for (const { label, shape } of entry.annotations) {
      add(summary.shapes, shape.kind)
      const before = summary.labels[label] ?? Split.options.map(() => 0)
      summary.labels[label] = before.map((count, place) => (Split.options[place] === entry.split ? count + 1 : count))
      const around = bounds(shape)
      if (!around) continue
      const share = Math.sqrt((around.width * around.height) / (entry.width * entry.height))
      add(summary.sides, String(Math.min(BINS, Math.floor(share * BINS))))
    }
  }
  return ordered(summary)
}

/** What is said of several parts together. */
export function mergeSummaries(parts: readonly ManifestSummary[]): ManifestSummary {
  const sum = nothing()
  for (const part of parts) {
    for (const split of Split.options) sum.assets[split] += part.assets[split]
    sum.annotations += part.annotations
    for (const [label, perSplit] of Object.entries(part.labels)) {
      const before = sum.labels[label] ?? Split.options.map(() => 0)
      sum.labels[label] = before.map((count, place) => count + (perSplit[place] ?? 0))
    }
    for (const key of COUNTED) for (const [name, count] of Object.entries(part[key])) add(sum[key], name, count)
  }
  return ordered(sum)
}

/** The figures of a snapshot's record. */
export function snapshotFigures({ assets, annotations, labels, sides }: ManifestSummary) {
  return {
    assets,
    annotations,
    labels: Object.entries(labels).map(([label, [train = 0, validation = 0, test = 0]]) => ({ label, train, validation, test })),
    relativeSize: medianSide(sides),
  } satisfies Partial<Snapshot>
}

const COUNTED = ['shapes', 'origins', 'people', 'sides', 'objects', 'sizes'] as const satisfies (keyof ManifestSummary)[]

function medianSide(sides: Readonly<Counts>): number | null {
  const bins = Object.entries(sides)
    .map(([bin, count]) => ({ bin: Number(bin), count }))
    .sort((a, b) => a.bin - b.bin)
  const total = bins.reduce((sum, { count }) => sum + count, 0)
  let below = 0
  for (const { bin, count } of bins) {
    below += count
    if (2 * below >= total) return Math.min(1, (bin + 1 / 2) / BINS)
  }
  return null
}

const add = (counts: Counts, name: string, count = 1): void => {
  counts[name] = (counts[name] ?? 0) + count
}

// One fixed order, so that the same content has the same hash.
function ordered(summary: ManifestSummary): ManifestSummary {
  const inOrder = <T>(record: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
  const counted = COUNTED.map((key) => [key, inOrder(summary[key])] as const)
  return {
    ...summary,
    labels: inOrder(summary.labels),
    ...(Object.fromEntries(counted) as Pick<ManifestSummary, (typeof COUNTED)[number]>),
  }
}

const nothing = (): ManifestSummary => ({
  assets: { train: 0, validation: 0, test: 0 },
  annotations: 0,
  labels: empty(),
  shapes: empty(),
  origins: empty(),
  people: empty(),
  sides: empty(),
  objects: empty(),
  sizes: empty(),
})

// Every other object knows a "constructor", which may be the name of a label.
const empty = <T>(): Record<string, T> => Object.create(null) as Record<string, T>
