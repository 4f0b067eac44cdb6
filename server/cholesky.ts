/** A square matrix by rows, `size` numbers each. */
export interface SquareMatrix {
  readonly size: number
  readonly values: Float64Array
}

/** The lower triangle L with L Lᵀ = matrix (Golub and Van Loan, algorithm 4.2.1); null where the matrix is not positive definite. */
export function cholesky({ size, values }: SquareMatrix): SquareMatrix | null {
  const lower = new Float64Array(size * size)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = values[row * size + column] as number
      for (let k = 0; k < column; k++) rest -= (lower[row * size + k] as number) * (lower[column * size + k] as number)
      if (column < row) lower[row * size + column] = rest / (lower[column * size + column] as number)
      else if (rest <= 0) return null
      else lower[row * size + row] = Math.sqrt(rest)
    }
  }
  return { size, values: lower }
}

/** x with L x = b. */
export function solveLower({ size, values }: SquareMatrix, b: ArrayLike<number>): Float64Array {
  const x = new Float64Array(size)
  for (let row = 0; row < size; row++) {
    let rest = b[row] as number
    for (let k = 0; k < row; k++) rest -= (values[row * size + k] as number) * (x[k] as number)
    x[row] = rest / (values[row * size + row] as number)
  }
  return x
}

/** x with Lᵀ x = b. */
export function solveUpper({ size, values }: SquareMatrix, b: ArrayLike<number>): Float64Array {
  const x = new Float64Array(size)
  for (let row = size - 1; row >= 0; row--) {
    let rest = b[row] as number
    for (let k = row + 1; k < size; k++) rest -= (values[k * size + row] as number) * (x[k] as number)
    x[row] = rest / (values[row * size + row] as number)
  }
  return x
}
