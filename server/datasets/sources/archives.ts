import { open } from 'node:fs/promises'
import { invalid, messageOf } from '../../errors.ts'
import { type DiskRegion, readRegion, streamRegion } from './disk-region.ts'
import { gunzipped, isGzip } from './gunzipped.ts'
import type { SourceFiles } from './kept-files.ts'
import type { ScratchFile } from './scratch-file.ts'
import { isTarHeader } from './tar-headers.ts'
import { tarTree } from './tar-tree.ts'
import { baseName } from './tree-path.ts'
import { zipTreeIn } from './zip-tree.ts'

const ARCHIVE_NAME = /\.(zip|tar|tgz|tar\.gz)$/i
/** As much of a file as tells what kind of archive it is: the header of a tar. */
export const ARCHIVE_HEAD_BYTES = 512
const ZIP_SIGNATURE = 'PK\u0003\u0004'

/** Whether a file is called as archives are. */
export const isNamedAsArchive = (path: string): boolean => ARCHIVE_NAME.test(path)
/** An archive's name without what says that it is one. */
export const archiveStem = (path: string): string => baseName(path).replace(ARCHIVE_NAME, '')

/** Whether a file's first bytes are those of an archive. */
export const isArchiveHead = (head: Buffer): boolean => kindOf(head) !== null

/** The files of an archive that is a part of an open file; what is packed as a whole is unpacked into the scratch file first. */
export async function archiveIn(region: DiskRegion, scratch: ScratchFile): Promise<SourceFiles> {
  const kind = kindOf(await readRegion(region, 0, ARCHIVE_HEAD_BYTES))
  if (kind === 'zip') return zipTreeIn(region)
  if (kind === 'tar') return tarTree(region)
  if (kind === 'gzip') return tarTree(await unpacked(region, scratch))
  throw invalid('The archive cannot be read: it is neither a zip nor a tar')
}

/** The same for an archive that is a file by itself. */
export async function archiveAt(file: string, scratch: ScratchFile): Promise<SourceFiles> {
  const handle = await open(file)
  try {
    const tree = await archiveIn({ handle, start: 0, bytes: (await handle.stat()).size }, scratch)
    return { ...tree, close: () => tree.close().finally(() => handle.close()) }
  } catch (error) {
    await handle.close()
    throw error
  }
}

function kindOf(head: Buffer): 'zip' | 'gzip' | 'tar' | null {
  if (head.toString('latin1', 0, ZIP_SIGNATURE.length) === ZIP_SIGNATURE) return 'zip'
  if (isGzip(head)) return 'gzip'
  return isTarHeader(head) ? 'tar' : null
}

async function unpacked(region: DiskRegion, scratch: ScratchFile): Promise<DiskRegion> {
  try {
    return await scratch.append(gunzipped(streamRegion(region), region.bytes))
  } catch (error) {
    throw invalid(`The archive cannot be read: ${messageOf(error)}`)
  }
}
