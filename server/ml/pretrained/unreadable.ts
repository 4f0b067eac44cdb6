/** Thrown where a published model is not in a form that can be read; the message says what was expected and what came. */
export class ModelUnreadable extends Error {
  override name = 'ModelUnreadable'
}

/** Tries to read one part of a model: null where it can be read, and why where not. */
export function whyUnreadable(part: string, attempt: () => void): string | null {
  try {
    attempt()
    return null
  } catch (error) {
    if (error instanceof ModelUnreadable) return error.message
    throw new Error(`expected to read ${part}: ${error}`, { cause: error })
  }
}
