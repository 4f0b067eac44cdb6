import { createHash } from 'node:crypto'
import { realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { ConnectionPlace } from '#shared/domain/connection.ts'
import { invalid } from '../../errors.ts'
import { folderTree } from '../sources/local-tree.ts'
import type { Connector } from './connector.ts'

/** A folder of the machine that the worker runs on, below one that the installation opens to it. */
export const folder = {
  id: 'folder',
  title: 'Folder on the server',
  async find({ path }, { folders }) {
    if (folders.length === 0)
      throw invalid('This installation takes from no folders: LABELLOOP_FOLDERS=/data:/more lets it take from those and below')
    const real = await realpath(path).catch(() => null)
    const opened = await Promise.all(folders.map((one) => realpath(one).catch(() => null)))
    if (real === null || !opened.some((one) => one !== null && (real === one || real.startsWith(one + sep))))
      throw invalid(`Expected a folder in ${folders.join(' or ')}, got "${path}"`)
    const tree = await folderTree(real)
    const state = createHash('sha256')
    for (const file of tree.files) {
      const { mtimeMs, size } = await stat(join(real, file.path))
      state.update(JSON.stringify([file.path, size, mtimeMs]))
    }
    return { tree, state: state.digest('hex'), isWhole: () => true }
  },
} as const satisfies Connector<Extract<ConnectionPlace, { kind: 'folder' }>>
