import { groupBy } from '#shared/group-by.ts'
import type { CaseDraft } from './case-draft.ts'

/**
 * Likely mistakes among the labels of objects, ranked: what a model claims surely that nobody labelled, what it calls surely something else, what
 * it surely places elsewhere, and what it does not see at all though it hardly misses another of that label. After ObjectLab (Tkachenko et al. 2023,
 * arXiv 2309.00832); "surely" is confident learning's bound, at least the mean score of the label's own hits (Northcutt et al. 2021,
 * arXiv 1911.00068). How likely is measured, not taken from the score: how often the label's claims are right that are at least as sure. Gives the
 * same cases back with `suspicion` and `suspect`.
 */
export function withObjectSuspects(cases: readonly CaseDraft[]): CaseDraft[] {
  const habits = habitsByLabel(cases)
  return cases.map((one) => ({ ...one, ...suspicionOf(one, habits) }))
}

type Suspicion = Pick<CaseDraft, 'suspicion' | 'suspect'>

interface Habits {
  /** Mean score of the label's hits: from there on a claim is sure. */
  readonly sure: number
  /** Share of the label's examples that are found. */
  readonly recall: number
  /** How often claims of at least this score are right. */
  readonly precisionFrom: (score: number) => number
}

const NONE: Suspicion = { suspicion: null, suspect: null }
/** A label that is missed more often says nothing by being missed once more. */
const LEAST_RECALL = 0.8
/** Below this the label is more likely right than wrong. */
const LEAST_SUSPICION = 0.5

function suspicionOf({ kind, label, predicted, score, overlap }: CaseDraft, habits: ReadonlyMap<string, Habits>): Suspicion {
  if (kind === 'miss') return groundless(habits.get(label ?? ''), score)
  const own = habits.get(predicted ?? '')
  if (!own || score === null || score < own.sure) return NONE
  const likely = own.precisionFrom(score)
  if (kind === 'false-positive') return suspicious('unlabelled', likely)
  if (kind === 'confusion') return suspicious('swapped', likely)
  if (kind === 'misplaced') return suspicious('off', likely * (1 - (overlap ?? 0)))
  return NONE
}

const suspicious = (suspect: NonNullable<Suspicion['suspect']>, suspicion: number): Suspicion =>
  suspicion >= LEAST_SUSPICION ? { suspicion, suspect } : NONE

function groundless(habits: Habits | undefined, score: number | null): Suspicion {
  if (!habits || habits.recall < LEAST_RECALL) return NONE
  return suspicious('groundless', habits.recall * Math.max(0, 1 - (score ?? 0) / habits.sure))
}

function habitsByLabel(cases: readonly CaseDraft[]): Map<string, Habits> {
  const there = groupBy(
    cases.filter(({ label, kind }) => label !== null && kind !== 'duplicate'),
    ({ label }) => label as string,
  )
  const claims = groupBy(
    cases.filter(({ predicted }) => predicted !== null),
    ({ predicted }) => predicted as string,
  )
  const habits = new Map<string, Habits>()
  for (const [label, own] of there) {
    const hits = own.filter(({ kind }) => kind === 'true-positive')
    if (hits.length === 0) continue
    habits.set(label, {
      sure: hits.reduce((sum, { score }) => sum + (score ?? 0), 0) / hits.length,
      recall: hits.length / own.length,
      precisionFrom: precisionOf(claims.get(label) ?? []),
    })
  }
  return habits
}

/** Laplace's estimate (right + 1) / (claims + 2), so that a single claim is no proof. */
function precisionOf(claims: readonly CaseDraft[]): Habits['precisionFrom'] {
  const falling = [...claims].sort((a, b) => (b.score ?? 0) - (a.score ?? 0))
  const from = new Map<number, number>()
  let right = 0
  falling.forEach(({ kind, score }, place) => {
    right += Number(kind === 'true-positive')
    from.set(score ?? 0, (right + 1) / (place + 1 + 2))
  })
  return (score) => from.get(score) ?? 0
}
