/** Where a person's changes are: all durable, on their way, or waiting here. */
export interface SaveState {
  readonly kind: 'saved' | 'saving' | 'offline' | 'signed-out'
  /** Changes that the server has not confirmed. */
  readonly waiting: number
}

/** The save state in words. */
export function saveSentence({ kind, waiting }: SaveState): string {
  switch (kind) {
    case 'saved':
      return 'saved'
    case 'saving':
      return `sending ${waiting}`
    case 'offline':
      return waiting === 0 ? 'offline' : `offline (${waiting} kept here)`
    case 'signed-out':
      return waiting === 0 ? 'sign in again' : `sign in again (${waiting} kept here)`
    default:
      return kind satisfies never
  }
}
