import { createRandom } from '#shared/random.ts'
import { firstNotBelow } from '../first-not-below.ts'
import type { Kernel } from './mean-discrepancy.ts'

/** Drawn at most: the smallest p that can be told is one more than this, inverted. */
const MOST_DEALS = 1999
/** After so many a clear no needs no more: what is far from an alarm stops here, so that alarms do not become more frequent. */
const FIRST_DEALS = 199
const CLEAR_NO = 0.2

/**
 * How often chance brings a discrepancy as large, by any of several kernels: members are dealt out anew, every kernel says how rare its figure is
 * among all deals, and the rarest counts, held against the rarest of each deal (minimum of p: Westfall and Young 1993; of kernels: Schrab et al.,
 * MMDAgg, JMLR 24, 2023). Exact whatever the kernels are, as long as they treat both sides alike. The last `current` places are the second side.
 */
export function dealtKernels(
  kernels: readonly Kernel[],
  { all, current, seed }: { all: number; current: number; seed: number },
): number {
  const centred = kernels.map((kernel) => doublyCentred(kernel, all))
  const random = createRandom(seed)
  const places = Uint32Array.from({ length: all }, (_, place) => place)
  const members = () => places.subarray(all - current)
  const figures = centred.map((kernel) => [ownSum(kernel, all, members())])
  const deal = () => {
    for (let last = all - 1; last >= all - current; last--) {
      const other = random.integer(last + 1)
      const moved = places[last] as number
      places[last] = places[other] as number
      places[other] = moved
    }
    for (const [at, kernel] of centred.entries()) figures[at]?.push(ownSum(kernel, all, members()))
  }
  for (let dealt = 0; dealt < FIRST_DEALS; dealt++) deal()
  const first = rarestOf(figures)
  if (first > CLEAR_NO) return first
  for (let dealt = FIRST_DEALS; dealt < MOST_DEALS; dealt++) deal()
  return rarestOf(figures)
}

/** The p of the first deal, the observed one: by the rarest of its figures, among the rarest of all deals. */
function rarestOf(figures: readonly (readonly number[])[]): number {
  const deals = figures[0]?.length ?? 0
  const rarest = new Float64Array(deals).fill(deals)
  for (const column of figures) {
    const sorted = Float64Array.from(column).sort()
    for (const [deal, figure] of column.entries())
      rarest[deal] = Math.min(rarest[deal] as number, deals - firstNotBelow(sorted, figure - Math.abs(figure) * ROUNDING))
  }
  return rarest.filter((rank) => rank <= (rarest[0] as number)).length / deals
}

/** Sums over the same members in another order are the same. */
const ROUNDING = 1e-9

/** About its means, so that all rows sum to zero: then the sum over one side says all (the biased MMD² is a multiple of it). */
function doublyCentred(kernel: Kernel, all: number): Kernel {
  const means = Float64Array.from(
    { length: all },
    (_, row) => kernel.subarray(row * all, (row + 1) * all).reduce((a, b) => a + b, 0) / all,
  )
  const mean = means.reduce((a, b) => a + b, 0) / all
  return kernel.map((value, at) => value - (means[Math.floor(at / all)] as number) - (means[at % all] as number) + mean)
}

function ownSum(kernel: Kernel, all: number, members: Uint32Array): number {
  let sum = 0
  for (let i = 0; i < members.length; i++) {
    const row = (members[i] as number) * all
    sum += (kernel[row + (members[i] as number)] as number) / 2
    for (let j = 0; j < i; j++) sum += kernel[row + (members[j] as number)] as number
  }
  return 2 * sum
}
