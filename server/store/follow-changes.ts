import { type ChangeStream, type ChangeStreamDocument, type Db, MongoServerError, type ResumeToken } from 'mongodb'

const REOPEN_AFTER_MS = 500
/** The server's code where the oplog does not reach back to the resume token. */
const HISTORY_LOST = 286
const CHANGE_TYPES = { insert: 'insert', update: 'update', replace: 'update', delete: 'delete' } as const

export interface Change {
  readonly type: 'insert' | 'update' | 'delete'
  readonly id: string
  /** The row as it is now; null when it is gone. */
  readonly row: unknown
}
type Listener = (change: Change) => void

/**
 * Hears the changes of collections from now on until ended, in one stream however many listen: every stream makes the database look at
 * every write of everybody, and eight of them double what a write costs. The driver resumes after a short failure by itself; after a
 * longer one its stream dies, and a new one goes on where it stood.
 */
export function followChanges(database: Db) {
  const listeners = new Map<string, Set<Listener>>()
  let waiting: { name: string; resolve: () => void }[] = []
  let stream: ChangeStream | null = null
  let token: ResumeToken | undefined
  let timer: NodeJS.Timeout | undefined
  let isEnded = false

  function start(): void {
    const names = [...listeners.keys()]
    const heard = { operationType: { $in: Object.keys(CHANGE_TYPES) }, 'ns.coll': { $in: names } }
    const opened = database.watch([{ $match: heard }], {
      fullDocument: 'updateLookup',
      ...(token !== undefined && { resumeAfter: token }),
    })
    stream = opened
    opened.on('resumeTokenChanged', (latest) => {
      token = latest
      for (const { resolve } of waiting.filter(({ name }) => names.includes(name))) resolve()
      waiting = waiting.filter(({ name }) => !names.includes(name))
    })
    opened.on('change', tell)
    opened.once('error', (error) => {
      if (error instanceof MongoServerError && error.code === HISTORY_LOST) token = undefined
      restartAfter(REOPEN_AFTER_MS)
    })
  }

  function tell(change: ChangeStreamDocument): void {
    const type = CHANGE_TYPES[change.operationType as keyof typeof CHANGE_TYPES]
    if (type === undefined || !('documentKey' in change)) return
    const row = 'fullDocument' in change ? (change.fullDocument ?? null) : null
    for (const listener of listeners.get(change.ns.coll) ?? []) listener({ type, id: String(change.documentKey._id), row })
  }

  function restartAfter(ms: number): void {
    clearTimeout(timer)
    if (isEnded) return
    timer = setTimeout(async () => {
      await stop()
      if (!isEnded) start()
    }, ms)
  }

  async function stop(): Promise<void> {
    stream?.removeAllListeners()
    // What a stream says while it is being closed is no news.
    stream?.on('error', () => undefined)
    await stream?.close()
    stream = null
  }

  return {
    listen(name: string, listener: Listener): { ready: Promise<void>; end(): Promise<void> } {
      const ready = new Promise<void>((resolve) => waiting.push({ name, resolve }))
      const known = listeners.get(name)
      listeners.set(name, (known ?? new Set()).add(listener))
      if (!known) restartAfter(0)
      return { ready, end: async () => void listeners.get(name)?.delete(listener) }
    },
    async close(): Promise<void> {
      isEnded = true
      clearTimeout(timer)
      await stop()
    },
  }
}
