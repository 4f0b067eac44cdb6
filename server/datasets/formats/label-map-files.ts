import type { Findings } from '../findings.ts'
import { type FileTree, readWhole } from '../sources/file-tree.ts'
import { extensionOf, foldersOf, sharedFolders, stemOf } from '../sources/tree-path.ts'
import type { Declare } from './format.ts'
import { readLabelMap } from './label-map.ts'

/** The label maps of a tree: for a file of records the one in its folder, else the one nearest. */
export async function readLabelMaps(tree: FileTree, findings: Findings, declare: Declare) {
  const maps: { path: string; names: Map<number, string> }[] = []
  for (const { path } of tree.files.filter((file) => extensionOf(file.path) === 'pbtxt')) {
    const items = readLabelMap((await readWhole(tree, path)).toString('utf8'))
    if (items.length === 0) findings.reject(path, 'it is no label map: expected item { id: 1 name: "…" }')
    for (const { name } of items) declare({ name })
    maps.push({ path, names: new Map(items.map(({ id, name }) => [id, name])) })
  }
  return {
    files: maps.map(({ path }) => path),
    nearest(from: string): ReadonlyMap<number, string> {
      const shared = ({ path }: { path: string }) =>
        sharedFolders(foldersOf(path), foldersOf(from)) * 2 + Number(stemOf(path).startsWith(stemOf(from)))
      return [...maps].sort((a, b) => shared(b) - shared(a))[0]?.names ?? new Map()
    },
  }
}
