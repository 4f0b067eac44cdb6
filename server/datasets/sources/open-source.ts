import { open } from 'node:fs/promises'
import { messageOf } from '../../errors.ts'
import { type FileTree, inNaturalOrder } from './file-tree.ts'
import { filesTree } from './local-tree.ts'
import { extensionOf, stemOf } from './tree-path.ts'
import { zipTree } from './zip-tree.ts'

const ZIP_SIGNATURE = 'PK\u0003\u0004'

/**
 * The tree an import reads: the given files, where an archive stands for what is in it. The only file of an import, if it is an
 * archive, is the whole tree; one among others is a folder of its name.
 */
export async function openSource(given: readonly { path: string; file: string }[]): Promise<FileTree> {
  const archives = new Set<{ path: string; file: string }>()
  for (const entry of given) if (extensionOf(entry.path) === 'zip' && (await isZip(entry.file))) archives.add(entry)
  const [only] = archives
  if (only && given.length === 1) return zipTree(only.file)
  const plain = await filesTree(given.filter((entry) => !archives.has(entry)))
  if (archives.size === 0) return plain
  return joined([
    { prefix: '', tree: plain },
    ...(await Promise.all([...archives].map(async ({ path, file }) => mounted(path, file)))),
  ])
}

async function mounted(path: string, file: string): Promise<{ prefix: string; tree: FileTree }> {
  const folders = path.split(/[\\/]/).slice(0, -1)
  try {
    return { prefix: `${[...folders, stemOf(path)].join('/')}/`, tree: await zipTree(file) }
  } catch (error) {
    return { prefix: '', tree: { ...(await filesTree([])), refused: [{ file: path, reason: messageOf(error) }] } }
  }
}

function joined(parts: readonly { prefix: string; tree: FileTree }[]): FileTree {
  const homes = new Map(
    parts.flatMap(({ prefix, tree }) => tree.files.map(({ path }) => [prefix + path, { tree, path }] as const)),
  )
  return {
    files: inNaturalOrder(parts.flatMap(({ prefix, tree }) => tree.files.map((file) => ({ ...file, path: prefix + file.path })))),
    refused: parts.flatMap(({ prefix, tree }) => tree.refused.map(({ file, reason }) => ({ file: prefix + file, reason }))),
    stream(path) {
      const home = homes.get(path)
      return home ? home.tree.stream(home.path) : Promise.reject(new Error(`${path} does not exist`))
    },
    async close() {
      await Promise.all(parts.map(({ tree }) => tree.close()))
    },
  }
}

async function isZip(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(ZIP_SIGNATURE.length))
    return buffer.subarray(0, bytesRead).toString('latin1') === ZIP_SIGNATURE
  } finally {
    await file.close()
  }
}
