import { type FSWatcher, watch } from 'node:fs'
import { readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../../errors.ts'

/** Types of file systems whose changes come from other machines, which this one's kernel does not hear of (statfs(2), Linux). */
const ELSEWHERE: Readonly<Record<number, string>> = {
  26985: 'NFS',
  20859: 'SMB',
  4266872130: 'SMB2',
  4283649346: 'CIFS',
  1702057286: 'FUSE',
  16914839: '9P',
  12805120: 'Ceph',
  198183888: 'Lustre',
  1196443219: 'GPFS',
  1397113167: 'AFS',
  2020557398: 'shared folders of VirtualBox',
}

/** What keeps the events of a folder from being heard; null where nothing does. */
export async function whyNoEvents(folder: string): Promise<string | null> {
  const { type } = await statfs(folder)
  const name = ELSEWHERE[type >>> 0]
  return name === undefined ? null : `The folder lies on a file system (${name}) that does not tell what changes`
}

interface WatchedFolder {
  readonly watcher: FSWatcher
  /** Tells a folder from another one that took its place. */
  readonly ino: number
}

/** Hears of everything that comes, goes or changes in a folder and all below it. */
export function folderEvents(root: string, onEvent: () => void) {
  const watched = new Map<string, WatchedFolder>()

  function leave(path: string): void {
    watched.get(path)?.watcher.close()
    watched.delete(path)
  }

  return {
    /** Listens to the folders that are there now; an error with a sentence for people where the system does not let it. */
    async listen(): Promise<void> {
      const folders = await foldersFrom(root)
      for (const path of [...watched.keys()]) if (!folders.has(path)) leave(path)
      for (const [path, ino] of folders) {
        if (watched.get(path)?.ino === ino) continue
        leave(path)
        try {
          const watcher = watch(path, onEvent)
          watcher.on('error', () => {
            leave(path)
            onEvent()
          })
          watched.set(path, { watcher, ino })
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue
          throw new Error(`The system does not watch ${folders.size} folders: ${messageOf(error)}`)
        }
      }
    },
    close(): void {
      for (const path of [...watched.keys()]) leave(path)
    },
  }
}
export type FolderEvents = ReturnType<typeof folderEvents>

async function foldersFrom(root: string): Promise<Map<string, number>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const paths = [root, ...entries.filter((entry) => entry.isDirectory()).map(({ parentPath, name }) => join(parentPath, name))]
  const folders = new Map<string, number>()
  for (const path of paths) {
    const found = await stat(path).catch(() => null)
    if (found) folders.set(path, found.ino)
  }
  return folders
}
