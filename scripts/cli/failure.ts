/** A failure the person at the terminal can do something about: the message says what was expected and what came. */
export class CommandFailure extends Error {
  override name = 'CommandFailure'
  readonly code: string

  constructor(message: string, code = 'failed') {
    super(message)
    this.code = code
  }
}

/** Called with options that do not fit together; ends with exit code 2. */
export class WrongUsage extends Error {
  override name = 'WrongUsage'
}
