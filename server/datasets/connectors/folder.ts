import { createHash } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { sep } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ConnectionPlace } from '#shared/domain/connection.ts'
import { invalid } from '../../errors.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { folderTree } from '../sources/local-tree.ts'
import type { Connector, ConnectorDeps } from './connector.ts'

/** A file that was written more recently may be written still: it is looked at again after this time. */
const STILL_MS = 2000

type FolderPlace = Extract<ConnectionPlace, { kind: 'folder' }>

/** A folder of the machine that the worker runs on, below one that the installation opens to it; without files that are being written. */
export const folder = {
  id: 'folder',
  title: 'Folder on the server',
  async find(place, deps) {
    const tree = await writtenFiles(await openedFolder(place, deps), deps.signal)
    const state = createHash('sha256')
    for (const { path: name, bytes, changedAt } of tree.files) state.update(JSON.stringify([name, bytes, changedAt]))
    return { tree, state: state.digest('hex'), isWhole: () => true }
  },
} as const satisfies Connector<FolderPlace>

/** The real path of a folder that may be taken from; an AppError where it may not, or is not there. */
export async function openedFolder({ path }: FolderPlace, { folders }: Pick<ConnectorDeps, 'folders'>): Promise<string> {
  if (folders.length === 0)
    throw invalid('This installation takes from no folders: LABELLOOP_FOLDERS=/data:/more lets it take from those and below')
  const real = await realpath(path).catch(() => null)
  const opened = await Promise.all(folders.map((one) => realpath(one).catch(() => null)))
  if (real === null || !opened.some((one) => one !== null && (real === one || real.startsWith(one + sep))))
    throw invalid(`Expected a folder in ${folders.join(' or ')}, got "${path}"`)
  return real
}

async function writtenFiles(real: string, signal: AbortSignal): Promise<FileTree> {
  const first = await folderTree(real)
  const now = Date.now()
  if (!first.files.some(({ changedAt = 0 }) => Math.abs(now - changedAt) < STILL_MS)) return first
  await first.close()
  await sleep(STILL_MS, undefined, { signal })
  const tree = await folderTree(real)
  const before = new Map(first.files.map((file) => [file.path, file]))
  const isStill = ({ path, bytes, changedAt = 0 }: FileTree['files'][number]) => {
    const known = before.get(path)
    if (known) return known.bytes === bytes && known.changedAt === changedAt
    return Math.abs(Date.now() - changedAt) >= STILL_MS
  }
  return { ...tree, files: tree.files.filter(isStill) }
}
