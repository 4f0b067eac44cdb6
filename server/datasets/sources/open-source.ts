import { open } from 'node:fs/promises'
import { messageOf, notFound } from '../../errors.ts'
import { ARCHIVE_HEAD_BYTES, archiveAt, archiveIn, archiveStem, isArchiveHead, isNamedAsArchive } from './archives.ts'
import type { DiskRegion } from './disk-region.ts'
import { type FileTree, inNaturalOrder, readHead } from './file-tree.ts'
import { type SourceFiles, withKeptFiles } from './kept-files.ts'
import { filesTree } from './local-tree.ts'
import { createScratchFile, type ScratchFile } from './scratch-file.ts'

/** Archives inside others that are opened; a set that is packed into more is a mistake of its script. */
const MOST_INNER_ARCHIVES = 2000

/**
 * The tree an import reads: the given files, where an archive (zip, tar, tar.gz) stands for what is in it. The only file of an import, if it is an
 * archive, is the whole tree; one among others, or inside another one, is a folder of its name. What has to be unpacked to be
 * read lies in a nameless file in `scratchFolder` meanwhile.
 */
export async function openSource(given: readonly { path: string; file: string }[], scratchFolder?: string): Promise<FileTree> {
  const scratch = createScratchFile(scratchFolder)
  try {
    return withKeptFiles(await withInnerArchives(await outermost(given, scratch), scratch), scratch)
  } catch (error) {
    await scratch.close()
    throw error
  }
}

async function outermost(given: readonly { path: string; file: string }[], scratch: ScratchFile): Promise<SourceFiles> {
  const archives = new Set<{ path: string; file: string }>()
  for (const entry of given) if (isNamedAsArchive(entry.path) && (await isArchive(entry.file))) archives.add(entry)
  const [only] = archives
  if (only && given.length === 1) return archiveAt(only.file, scratch)
  const plain = await filesTree(given.filter((entry) => !archives.has(entry)))
  const mounted = [...archives].map(({ path, file }) => mount(path, () => archiveAt(file, scratch)))
  return archives.size === 0 ? plain : joined([{ prefix: '', tree: plain }, ...(await Promise.all(mounted))])
}

/** A source with the archives in it opened, too; not those inside these. */
async function withInnerArchives(tree: SourceFiles, scratch: ScratchFile): Promise<SourceFiles> {
  const inner: Mounted[] = []
  const opened = new Set<string>()
  const refused: { file: string; reason: string }[] = []
  for (const { path } of tree.files.filter((file) => isNamedAsArchive(file.path))) {
    if (!isArchiveHead(await readHead(tree, path, ARCHIVE_HEAD_BYTES))) continue
    opened.add(path)
    if (inner.length < MOST_INNER_ARCHIVES)
      inner.push(await mount(path, async () => archiveIn(await regionIn(tree, path, scratch), scratch)))
    else refused.push({ file: path, reason: `there are more than ${MOST_INNER_ARCHIVES} archives inside: unpack it` })
  }
  if (opened.size === 0) return tree
  const outer = { ...tree, files: tree.files.filter(({ path }) => !opened.has(path)), refused: [...tree.refused, ...refused] }
  return joined([{ prefix: '', tree: outer }, ...inner])
}

/** A file's bytes on the disk: where they are, or copied. */
const regionIn = async (tree: SourceFiles, path: string, scratch: ScratchFile): Promise<DiskRegion> =>
  tree.regionOf?.(path) ?? scratch.append(await tree.stream(path))

interface Mounted {
  readonly prefix: string
  readonly tree: SourceFiles
}

async function mount(path: string, openArchive: () => Promise<SourceFiles>): Promise<Mounted> {
  const folders = path.split(/[\\/]/).slice(0, -1)
  try {
    return { prefix: `${[...folders, archiveStem(path)].join('/')}/`, tree: await openArchive() }
  } catch (error) {
    return { prefix: '', tree: { ...(await filesTree([])), refused: [{ file: path, reason: messageOf(error) }] } }
  }
}

function joined(parts: readonly Mounted[]): SourceFiles {
  const homes = new Map<string, { tree: SourceFiles; path: string; bytes: number }>()
  const refused = parts.flatMap(({ prefix, tree }) => tree.refused.map(({ file, reason }) => ({ file: prefix + file, reason })))
  for (const { prefix, tree } of parts)
    for (const { path, bytes } of tree.files) {
      if (homes.has(prefix + path)) refused.push({ file: prefix + path, reason: 'there is another file of the same path' })
      else homes.set(prefix + path, { tree, path, bytes })
    }
  return {
    files: inNaturalOrder([...homes].map(([path, { bytes }]) => ({ path, bytes }))),
    refused,
    stream(path) {
      const home = homes.get(path)
      return home ? home.tree.stream(home.path) : Promise.reject(notFound(path))
    },
    regionOf(path) {
      const home = homes.get(path)
      return home?.tree.regionOf?.(home.path)
    },
    async close() {
      await Promise.all(parts.map(({ tree }) => tree.close()))
    },
  }
}

async function isArchive(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(ARCHIVE_HEAD_BYTES))
    return isArchiveHead(buffer.subarray(0, bytesRead))
  } finally {
    await file.close()
  }
}
