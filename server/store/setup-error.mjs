/** A failure that a person can mend: what cannot be had, why, and two or three ways out. Plain JavaScript: set-up runs it before any package exists. */
export class SetupError extends Error {
  constructor({ what, why, waysOut, cause }) {
    super([what, `Why: ${why}`, 'Ways out:', ...waysOut.map((way) => `  - ${way}`)].join('\n'), { cause })
    this.name = 'SetupError'
    this.what = what
    this.why = why
    this.waysOut = waysOut
  }
}

/** Turns a file-system failure (full disk, no permission) into a SetupError about `what`; any other error is returned as it is. */
export function explainFileError(error, { what, folder, variable }) {
  if (error instanceof SetupError) return error
  const elsewhere = `set ${variable} to a folder that you may write, on a disk with room`
  if (error?.code === 'ENOSPC' || error?.code === 'EDQUOT') {
    const why = `the disk that holds ${folder} is full (${error.code}).`
    return new SetupError({ what, why, waysOut: ['free some space and start again', elsewhere], cause: error })
  }
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR'].includes(error?.code)) {
    const why = `${folder} cannot be written (${error.code}: ${error.message}).`
    return new SetupError({ what, why, waysOut: ['give your user the right to write there', elsewhere], cause: error })
  }
  return error
}
