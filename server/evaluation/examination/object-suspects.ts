import type { CaseDraft } from './case-draft.ts'

/**
 * Likely mistakes among the labels of objects, ranked: what a model claims surely that nobody labelled, what it calls surely something else, what
 * it surely places elsewhere, and what it does not see at all though it finds nearly all others of that label. After ObjectLab (Tkachenko et al. 2023,
 * arXiv 2309.00832); "surely" is confident learning's bound, at least the mean score of the label's own hits (Northcutt et al. 2021,
 * arXiv 1911.00068). Gives the same cases back with `suspicion` and `suspect`.
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
}

const NONE: Suspicion = { suspicion: null, suspect: null }

function suspicionOf(one: CaseDraft, habits: ReadonlyMap<string, Habits>): Suspicion {
  const { kind, label, predicted, score, overlap } = one
  const sureFrom = predicted === null ? Number.POSITIVE_INFINITY : (habits.get(predicted)?.sure ?? Number.POSITIVE_INFINITY)
  if (kind === 'miss') return groundless(habits.get(label ?? ''), score)
  if (score === null || score < sureFrom) return NONE
  if (kind === 'false-positive') return { suspicion: score, suspect: 'unlabelled' }
  if (kind === 'confusion') return { suspicion: score, suspect: 'swapped' }
  if (kind === 'misplaced') return { suspicion: score * (1 - (overlap ?? 0)), suspect: 'off' }
  return NONE
}

// A label that is often missed says little when it is missed once more.
function groundless(habits: Habits | undefined, score: number | null): Suspicion {
  if (!habits) return NONE
  const unseen = Math.max(0, 1 - (score ?? 0) / habits.sure)
  const suspicion = habits.recall * unseen
  return suspicion >= LEAST_SUSPICION ? { suspicion, suspect: 'groundless' } : NONE
}

/** Below this the label is more likely right than wrong. */
const LEAST_SUSPICION = 0.5

function habitsByLabel(cases: readonly CaseDraft[]): Map<string, Habits> {
  const there = new Map<string, { hits: number[]; all: number }>()
  for (const { kind, label, score } of cases) {
    if (label === null || kind === 'duplicate') continue
    const own = there.get(label) ?? { hits: [], all: 0 }
    there.set(label, own)
    own.all++
    if (kind === 'true-positive' && score !== null) own.hits.push(score)
  }
  return new Map(
    [...there]
      .filter(([, { hits }]) => hits.length > 0)
      .map(([label, { hits, all }]) => [
        label,
        { sure: hits.reduce((sum, score) => sum + score, 0) / hits.length, recall: hits.length / all },
      ]),
  )
}
