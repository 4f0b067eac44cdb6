import type { FileTree } from './sources/file-tree.ts'

/** A tree that nobody has read from for this long is closed. */
const IDLE_MS = 30_000

interface OpenTree {
  readonly tree: Promise<FileTree>
  readers: number
  idle: NodeJS.Timeout | undefined
}

/** Keeps trees open between readings that come close together: to open a large archive takes far longer than to read one of its files. */
export function createOpenTrees(idleMs = IDLE_MS) {
  const opened = new Map<string, OpenTree>()

  function begin(key: string, tree: Promise<FileTree>): OpenTree {
    const entry: OpenTree = { tree, readers: 0, idle: undefined }
    opened.set(key, entry)
    // What could not be opened is tried again by the next reader; this one hears why below.
    tree.catch(() => end(key, entry))
    return entry
  }

  async function end(key: string, entry: OpenTree): Promise<void> {
    clearTimeout(entry.idle)
    if (opened.get(key) !== entry) return
    opened.delete(key)
    await entry.tree.then(
      (tree) => tree.close(),
      () => undefined,
    )
  }

  return {
    /** Reads from the tree of a key, opening it where it is not open. */
    async reading<T>(key: string, open: () => Promise<FileTree>, read: (tree: FileTree) => Promise<T>): Promise<T> {
      const entry = opened.get(key) ?? begin(key, open())
      clearTimeout(entry.idle)
      entry.readers++
      try {
        return await read(await entry.tree)
      } finally {
        entry.readers--
        if (entry.readers === 0) entry.idle = setTimeout(() => void end(key, entry), idleMs).unref()
      }
    },

    async close(): Promise<void> {
      await Promise.all([...opened].map(([key, entry]) => end(key, entry)))
    },
  }
}
