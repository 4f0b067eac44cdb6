import { type ChangeStream, type ChangeStreamDocument, type Db, MongoServerError, type ResumeToken } from 'mongodb'

const REOPEN_AFTER_MS = 500
/** The server's code where the oplog does not reach back to the resume token. */
const HISTORY_LOST = 286

/** The changes that are heard, and what they are called here. */
export const CHANGE_TYPES = { insert: 'insert', update: 'update', replace: 'update', delete: 'delete' } as const

/**
 * Hears a collection's changes from now on until ended. The driver resumes after a short failure by itself; after a longer one its
 * stream dies, and a new one goes on where it stood.
 */
export function follow(database: Db, name: string, hear: (change: ChangeStreamDocument) => void) {
  let stream: ChangeStream
  let token: ResumeToken | undefined
  let timer: NodeJS.Timeout | undefined
  let isEnded = false
  let begun: () => void
  const ready = new Promise<void>((resolve) => {
    begun = resolve
  })
  function start(): void {
    stream = database.collection(name).watch([{ $match: { operationType: { $in: Object.keys(CHANGE_TYPES) } } }], {
      fullDocument: 'updateLookup',
      ...(token !== undefined && { resumeAfter: token }),
    })
    stream.on('resumeTokenChanged', (latest) => {
      token = latest
      begun()
    })
    stream.on('change', hear)
    stream.once('error', (error) => {
      if (isEnded) return
      if (error instanceof MongoServerError && error.code === HISTORY_LOST) token = undefined
      stream.on('error', () => undefined)
      void stream.close()
      timer = setTimeout(start, REOPEN_AFTER_MS)
    })
  }
  start()
  return {
    ready,
    async end() {
      isEnded = true
      clearTimeout(timer)
      stream.on('error', () => undefined)
      await stream.close()
    },
  }
}
