import type { Split } from '#shared/domain/asset.ts'
import { type FileTree, readWhole, type TreeFile } from '../sources/file-tree.ts'
import { baseName, claimsToBeImage, stemOf } from '../sources/tree-path.ts'
import { splitNamed } from './splits-by-name.ts'

const LISTS_FOLDER = /(^|\/)ImageSets\//i
const MAIN_FOLDER = /(^|\/)ImageSets\/Main\//i
/** A list of one class ends every line with 1, 0 or -1. */
const CLASS_MARK = /\s+-?[01]$/

/** Which split the lists in ImageSets give to an image, by the image's name without extension. `files` are the lists. */
export async function readVocSplits(tree: FileTree): Promise<{ splits: ReadonlyMap<string, Split>; files: readonly string[] }> {
  const all = tree.files.filter(({ path }) => LISTS_FOLDER.test(path))
  const main = all.filter(({ path }) => MAIN_FOLDER.test(path))
  const lists = (main.length > 0 ? main : all).filter(({ path }) => splitNamed(stemOf(path)) !== null)
  const splits = new Map<string, Split>()
  // "trainval" only says what "train" and "val" do not.
  for (const file of [...lists].sort((a, b) => generality(b) - generality(a))) {
    const split = splitNamed(stemOf(file.path)) as Split
    for (const name of namesIn((await readWhole(tree, file.path)).toString('utf8'))) splits.set(name, split)
  }
  return { splits, files: all.map(({ path }) => path) }
}

const generality = ({ path }: TreeFile): number => (stemOf(path).toLowerCase() === 'trainval' ? 1 : 0)

function namesIn(list: string): string[] {
  return list
    .split('\n')
    .map((line) => line.trim().replace(CLASS_MARK, '').replaceAll('"', ''))
    .filter(Boolean)
    .map((name) => (claimsToBeImage(name) ? stemOf(name) : baseName(name)))
}
