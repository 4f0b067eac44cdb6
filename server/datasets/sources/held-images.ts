import type { ProjectId } from '#shared/domain/ids.ts'
import type { BlobStore } from '../../store/blobs.ts'
import type { Store } from '../../store/store.ts'
import { type FileTree, inNaturalOrder } from './file-tree.ts'
import { claimsToBeImage } from './tree-path.ts'

interface HeldDeps {
  readonly store: Pick<Store, 'assets'>
  readonly blobs: Pick<BlobStore, 'open'>
}

/** An image of the project as its record knows it. */
export interface HeldContent {
  readonly hash: string
  readonly width: number
  readonly height: number
}

/** A tree, and which of its files are images of the project; null where there are none among them. */
interface TreeWithHeld {
  readonly tree: FileTree
  readonly held: FileTree['files'] | null
}

/**
 * Labels that come without any image are about the images that the project holds: they are put into the tree under their names, and read from the
 * blobs if at all. A tree with images stays as it is.
 */
export async function withHeldImages({ store, blobs }: HeldDeps, projectId: ProjectId, tree: FileTree): Promise<TreeWithHeld> {
  if (tree.files.length === 0 || tree.files.some(({ path }) => claimsToBeImage(path))) return { tree, held: null }
  const contents = new Map<string, HeldContent>()
  const held: FileTree['files'][number][] = []
  const given = new Set(tree.files.map(({ path }) => path))
  const assets = store.assets
    .find({ projectId }, { projection: { _id: 0, name: 1, hash: 1, bytes: 1, width: 1, height: 1 } })
    .hint({ projectId: 1, name: 1 })
  for await (const { name, hash, bytes, width, height } of assets) {
    if (given.has(name)) continue
    contents.set(name, { hash, width, height })
    held.push({ path: name, bytes })
  }
  if (held.length === 0) return { tree, held: null }
  return { tree: withHashes(tree, { files: held, contents, open: blobs.open }), held }
}

/** A tree with further files whose contents are kept as blobs already. */
export function withHashes(
  tree: FileTree,
  held: { files: FileTree['files']; contents: ReadonlyMap<string, HeldContent>; open: BlobStore['open'] },
): FileTree {
  return {
    ...tree,
    files: inNaturalOrder([...tree.files, ...held.files]),
    hashOf: (path) => held.contents.get(path)?.hash ?? tree.hashOf?.(path),
    sizeOf: (path) => held.contents.get(path) ?? tree.sizeOf?.(path),
    async stream(path) {
      const content = held.contents.get(path)
      return content ? held.open(content.hash) : tree.stream(path)
    },
  }
}
