import { type FileTree, readHead, type TreeFile } from '../sources/file-tree.ts'
import { extensionOf } from '../sources/tree-path.ts'
import { type Detection, NOT_DETECTED } from './format.ts'

const HEAD_BYTES = 64 * 1024
/** Beyond so many JSON files each labels one image, and a few tell the format. */
const MOST_SAMPLED = 20

/** So many beginnings are kept. */
const MOST_KEPT = 64
const known = new WeakMap<FileTree, Map<string, Promise<string>>>()

/** The beginning of a file. Read once per tree, since every format that is asked looks at the same files. */
export function headOf(tree: FileTree, path: string): Promise<string> {
  const heads = known.get(tree) ?? new Map<string, Promise<string>>()
  known.set(tree, heads)
  const head = heads.get(path) ?? readHead(tree, path, HEAD_BYTES).then((bytes) => bytes.toString('utf8'))
  if (heads.size < MOST_KEPT) heads.set(path, head)
  return head
}

/** The JSON files of a tree. */
export const jsonFilesOf = (tree: FileTree): TreeFile[] => tree.files.filter(({ path }) => extensionOf(path) === 'json')

/** JSON files whose beginning fits. Where there are very many, only the first and the largest of them are looked at. */
export async function jsonFilesThat(isWanted: (head: string) => boolean, tree: FileTree): Promise<TreeFile[]> {
  const all = jsonFilesOf(tree)
  const largest = [...all].sort((a, b) => b.bytes - a.bytes).slice(0, MOST_SAMPLED / 2)
  const sample = all.length <= MOST_SAMPLED ? all : [...new Set([...all.slice(0, MOST_SAMPLED / 2), ...largest])]
  const fitting: TreeFile[] = []
  for (const file of sample) if (isWanted(await headOf(tree, file.path))) fitting.push(file)
  return fitting
}

/** The paths of all JSON files whose beginning fits. */
export async function jsonPathsThat(isWanted: (head: string) => boolean, tree: FileTree): Promise<string[]> {
  const paths: string[] = []
  for (const { path } of jsonFilesOf(tree)) if (isWanted(await headOf(tree, path))) paths.push(path)
  return paths
}

/** How well a tree fits a format whose JSON files begin so; `what` is to be seen in them. */
export async function detectedByJson(
  isWanted: (head: string) => boolean,
  tree: FileTree,
  { score, what }: { readonly score: number; readonly what: string },
): Promise<Detection> {
  const files = await jsonFilesThat(isWanted, tree)
  return files.length === 0 ? NOT_DETECTED : { score, why: `${namesOf(files)} with ${what}` }
}

/** Whether a JSON text has such a member near its beginning. */
export const hasMember = (head: string, ...names: readonly string[]): boolean =>
  names.every((name) => new RegExp(`"${name}"\\s*:`).test(head))
/** Whether a text begins with a JSON object. */
export const isObject = (head: string): boolean => /^\uFEFF?\s*\{/.test(head)
/** Whether a text begins with a JSON list. */
export const isList = (head: string): boolean => /^\uFEFF?\s*\[/.test(head)
/** Names of files for people: a few of them, and how many there are. */
export function namesOf(files: readonly TreeFile[]): string {
  const shown = files.slice(0, MOST_NAMED).map(({ path }) => path)
  return files.length > MOST_NAMED ? `${shown.join(', ')} and ${files.length - MOST_NAMED} more` : shown.join(', ')
}

const MOST_NAMED = 3
