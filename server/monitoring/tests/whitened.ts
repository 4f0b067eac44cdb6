import { cholesky, solveLower } from '../../cholesky.ts'
import type { Rows } from './mean-discrepancy.ts'

/** Added to every variance, as a part of their mean: what hardly varies must not count as much as what does. */
const RIDGE = 0.3

/**
 * The same vectors about their mean, turned and scaled so that differences count by how usual they are: (S + ridge I)^(-1/2) (x - mean) up to a
 * turn, with S the covariance of all of them (regularised Mahalanobis distance: Ledoit and Wolf 2004; by Cholesky's factor).
 */
export function whitened({ values, size }: Rows): Float64Array {
  const count = values.length / size
  const centred = aboutMean(values, size)
  const factor = cholesky({ size, values: covarianceOf(centred, size) })
  if (!factor) throw new Error('Expected a covariance with its ridge to be positive definite')
  for (let row = 0; row < count; row++)
    centred.set(solveLower(factor, centred.subarray(row * size, (row + 1) * size)), row * size)
  return centred
}

function aboutMean(values: Rows['values'], size: number): Float64Array {
  const mean = new Float64Array(size)
  for (let at = 0; at < values.length; at++) mean[at % size] = (mean[at % size] as number) + (values[at] as number)
  const count = values.length / size
  return Float64Array.from(values, (value, at) => value - (mean[at % size] as number) / count)
}

/** Covariance of rows about zero with the ridge on its diagonal: [size, size], its lower half. */
function covarianceOf(rows: Float64Array, size: number): Float64Array {
  const count = rows.length / size
  const covariance = new Float64Array(size * size)
  for (let from = 0; from < rows.length; from += size)
    for (let i = 0; i < size; i++) {
      const value = (rows[from + i] as number) / count
      for (let j = 0; j <= i; j++)
        covariance[i * size + j] = (covariance[i * size + j] as number) + value * (rows[from + j] as number)
    }
  let trace = 0
  for (let i = 0; i < size; i++) trace += covariance[i * size + i] as number
  const ridge = (RIDGE * trace) / size || 1
  for (let i = 0; i < size; i++) covariance[i * size + i] = (covariance[i * size + i] as number) + ridge
  return covariance
}
