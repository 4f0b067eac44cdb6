import type { EarlyStopping } from '#shared/domain/study.ts'

/** Of so many runs one goes on (η of Li et al. 2018, "Hyperband", JMLR 18). */
export const REDUCTION = 3
/** Rungs below a whole training: the first is a ninth of it. */
const MOST_RUNGS_BELOW = 2

/**
 * The shares of its training after which a trial (1, 2, 3 …) is compared with others, the last one 1. Halving begins every trial at the
 * first rung. Hyperband hedges against figures that mislead early: in turn 9 trials begin at a ninth, 5 at a third, 3 train to the end,
 * which are its brackets for η = 3 and a whole training of 9 units.
 */
export function rungsOf(earlyStopping: EarlyStopping, trial: number): number[] {
  switch (earlyStopping) {
    case 'none':
      return rungsFrom(0)
    case 'halving':
      return rungsFrom(MOST_RUNGS_BELOW)
    case 'hyperband':
      return rungsFrom(BRACKETS[(trial - 1) % BRACKETS.length] ?? 0)
    default:
      return earlyStopping satisfies never
  }
}

/** One of Hyperband's brackets. */
interface Bracket {
  /** Rungs below a whole training. */
  readonly below: number
  readonly trials: number
}

/** Hyperband's brackets for so many rungs below a whole training, the most aggressive first (Li et al. 2018, algorithm 1). */
export function hyperbandBrackets(rungsBelow: number, reduction = REDUCTION): Bracket[] {
  return Array.from({ length: rungsBelow + 1 }, (_, place) => {
    const below = rungsBelow - place
    return { below, trials: Math.ceil(((rungsBelow + 1) / (below + 1)) * reduction ** below) }
  })
}

const BRACKETS = hyperbandBrackets(MOST_RUNGS_BELOW).flatMap(({ below, trials }) => Array<number>(trials).fill(below))

const rungsFrom = (below: number): number[] => Array.from({ length: below + 1 }, (_, rung) => REDUCTION ** (rung - below))

/** A trial at its rungs: the values that it has had there, in their order. */
export interface Climber {
  readonly rungs: readonly number[]
  readonly values: readonly number[]
  /** Whether it stands at its last rung and waits. */
  readonly waits: boolean
}

/**
 * The trial that should go on to its next rung, or null: one of the best third of those that began as it did and came as far, highest
 * rung first. Nobody waits for the rung to be full (asynchronous halving, Li et al. 2020, arXiv 1810.05934), so that no worker idles.
 */
export function nextToGoOn<C extends Climber>(climbers: readonly C[]): C | null {
  const waiting = climbers.filter(({ waits, values, rungs }) => waits && values.length > 0 && values.length < rungs.length)
  const promotable = waiting.filter((climber) => isAmongTheBest(climber, climbers))
  return promotable.sort((a, b) => b.values.length - a.values.length || standing(b) - standing(a))[0] ?? null
}

function isAmongTheBest(climber: Climber, climbers: readonly Climber[]): boolean {
  const rung = climber.values.length - 1
  const rivals = climbers
    .filter(({ rungs, values }) => rungs.length === climber.rungs.length && values.length > rung)
    .map(({ values }) => values[rung] as number)
    .sort((a, b) => b - a)
  const places = Math.floor(rivals.length / REDUCTION)
  return standing(climber) >= (rivals[places - 1] ?? Number.POSITIVE_INFINITY)
}

const standing = ({ values }: Climber): number => values.at(-1) ?? Number.NEGATIVE_INFINITY
