import type { FileTree } from '../sources/file-tree.ts'
import { baseName, claimsToBeImage, foldersOf, sharedFolders, stemOf } from '../sources/tree-path.ts'

/** Where a label file's image is: by its name and the folders around, because the paths inside label files are often those of another machine. */
export function createImageFinder(tree: FileTree) {
  const byName = new Map<string, string[]>()
  const byStem = new Map<string, string[]>()
  for (const { path } of tree.files) {
    if (!claimsToBeImage(path)) continue
    append(byName, baseName(path), path)
    append(byStem, stemOf(path), path)
  }

  return {
    /** The image of a name (with folders or without), for a label file at `from`; `near` are names its folders may bear. */
    named: (name: string, from: string, near: readonly string[] = []): string | null =>
      closest(byName.get(baseName(name)) ?? [], name, from, near),

    /** The image that shares a label file's name but for the extension. */
    besides: (from: string): string | null => closest(byStem.get(stemOf(from)) ?? [], '', from, []),
  }
}

/** Of several images with the same name: the one whose path agrees most with the name given, with the names hinted at, with the label file's place. */
function closest(candidates: readonly string[], name: string, from: string, near: readonly string[]): string | null {
  const scored = candidates.map((path) => ({ path, score: agreement(path, name, from, near) }))
  return (
    scored.reduce<(typeof scored)[number] | null>((best, one) => (best && best.score >= one.score ? best : one), null)?.path ??
    null
  )
}

// Weights in steps that cannot make up for a higher one: no path is a hundred folders deep.
const STEP = 100
function agreement(path: string, name: string, from: string, near: readonly string[]): number {
  const folders = foldersOf(path)
  const trailing = sharedFolders(foldersOf(path).reverse(), foldersOf(name).reverse())
  const hinted = near.filter((hint) => folders.includes(hint)).length
  const leading = sharedFolders(folders, foldersOf(from))
  return (trailing * STEP + hinted) * STEP + leading
}

function append(map: Map<string, string[]>, key: string, path: string): void {
  const paths = map.get(key)
  if (paths) paths.push(path)
  else map.set(key, [path])
}
