import { dealtKernels } from './tests/dealt-kernels.ts'
import { gaussianKernel, linearKernel, meanDiscrepancy } from './tests/mean-discrepancy.ts'
import { separability } from './tests/separability.ts'
import { whitened } from './tests/whitened.ts'

/**
 * Whether two sets of vectors come from one source. Two kernels are asked together: one for any difference among the vectors as they are, and one
 * for a difference of the means in all directions alike, since what classes differ in is a small part of what images differ in. `size` is how well
 * the sets can be told apart, 2 AUC - 1; `statistic` the squared mean discrepancy of the vectors as they are.
 */
export function compareLooks(
  reference: readonly Float32Array[],
  current: readonly Float32Array[],
  seed: number,
): { statistic: number; p: number; size: number } {
  const size = reference[0]?.length ?? 0
  const [references, all] = [reference.length, reference.length + current.length]
  const values = new Float32Array(all * size)
  for (const [place, vector] of [...reference, ...current].entries()) values.set(vector, place * size)
  const even = whitened({ values, size })
  const plain = gaussianKernel({ values, size })
  const p = dealtKernels([plain, linearKernel({ values: even, size })], { all, current: current.length, seed })
  return { statistic: meanDiscrepancy(plain, references), p, size: Math.max(0, separability(even, size, references)) }
}
