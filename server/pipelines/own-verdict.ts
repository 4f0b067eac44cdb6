import type { GateVerdict } from '#shared/domain/evaluation.ts'
import { OwnVerdict } from '#shared/domain/pipeline.ts'
import { invalid } from '../errors.ts'

/** The verdict in what an own step gave; invalid, with the form that is wanted, where there is none. */
export function readOwnVerdict(step: string, given: unknown): OwnVerdict {
  const parsed = OwnVerdict.safeParse(given)
  if (parsed.success) return parsed.data
  throw invalid(`Expected ${step} to give {"verdict": "promote" | "hold", "reasons": ["…"]}, got ${excerpt(given)}`)
}

/** One verdict of all that were given on a run: each "hold" is enough to hold. Null where none was given. */
export function joinVerdicts(given: readonly (GateVerdict | OwnVerdict)[]): GateVerdict | null {
  if (given.length === 0) return null
  const ofGate = given.find((one): one is GateVerdict => 'perLabel' in one)
  const holds = given.filter(({ verdict }) => verdict === 'hold')
  const heard = holds.length > 0 ? holds : given
  return {
    ...(ofGate ?? withoutFigures()),
    verdict: holds.length > 0 ? 'hold' : 'promote',
    reasons: heard.flatMap(({ reasons }) => reasons),
  }
}

const withoutFigures = (): Omit<GateVerdict, 'verdict' | 'reasons'> => ({
  remarks: [],
  against: null,
  champion: null,
  challenger: null,
  difference: null,
  low: null,
  high: null,
  probabilityBetter: null,
  perLabel: [],
  decidedAt: Date.now(),
})

const LONGEST_EXCERPT = 200
const excerpt = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, LONGEST_EXCERPT)
