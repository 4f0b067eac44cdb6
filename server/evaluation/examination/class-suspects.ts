import type { MeasuredImage } from '../tasks/task-evaluation.ts'
import type { CaseDraft } from './case-draft.ts'

/** One image with its class as it was given and the probability of every class, by name. */
interface Labelled {
  readonly given: string
  readonly scores: ReadonlyMap<string, number>
}

/**
 * Likely mistakes among classes by confident learning (Northcutt, Jiang and Chuang 2021, arXiv 1911.00068): an image is suspect when a class other
 * than its own is as probable as that class is on its own images on average, and is more probable than every other such class. Ranked by how little the
 * given class is believed (one minus the self-confidence). Gives the same cases back with `suspicion` and `suspect`.
 */
export function withClassSuspects(cases: readonly CaseDraft[], images: readonly MeasuredImage[]): CaseDraft[] {
  const labelled = images.map(({ truth: [label], predictions }) =>
    label ? { given: label.label, scores: new Map(predictions.map((one) => [one.label, one.score])) } : null,
  )
  const means = meanSelfConfidence(labelled.flatMap((image) => image ?? []))
  return cases.map((one) => {
    const image = labelled[one.image]
    const likely = image && likelyClass(image, means)
    if (!image || likely === null || likely === image.given) return one
    return { ...one, suspicion: 1 - (image.scores.get(image.given) ?? 0), suspect: 'swapped' as const }
  })
}

/** How probable each class is on average on the images that carry it. */
function meanSelfConfidence(images: readonly Labelled[]): Map<string, number> {
  const sums = new Map<string, { sum: number; count: number }>()
  for (const { given, scores } of images) {
    const { sum, count } = sums.get(given) ?? { sum: 0, count: 0 }
    sums.set(given, { sum: sum + (scores.get(given) ?? 0), count: count + 1 })
  }
  return new Map(Array.from(sums, ([label, { sum, count }]) => [label, sum / count]))
}

/** The most probable of the classes that reach their own mean; null where none does. */
function likelyClass({ scores }: Labelled, means: ReadonlyMap<string, number>): string | null {
  let likely: string | null = null
  for (const [label, score] of scores) {
    if (score < (means.get(label) ?? Number.POSITIVE_INFINITY)) continue
    if (likely === null || score > (scores.get(likely) ?? 0)) likely = label
  }
  return likely
}
