/** What a person needs to mend a failure: what cannot be had, why, and two or three ways out. */
export interface SetupErrorParts {
  what: string
  why: string
  waysOut: readonly string[]
  cause?: unknown
}

/** A failure of the machine, not of the code, whose message tells a person what to do. */
export class SetupError extends Error {
  constructor(parts: SetupErrorParts)
  readonly what: string
  readonly why: string
  readonly waysOut: readonly string[]
}

/** Turns a file-system failure (full disk, no permission) into a SetupError about `what`; any other error is returned as it is. */
export function explainFileError(error: unknown, about: { what: string; folder: string; variable: string }): unknown
