import { type FileTree, readWhole } from '../sources/file-tree.ts'

/** A JSON file that is small enough to be read whole. Throws where it is none. */
export async function readJson(tree: FileTree, path: string): Promise<unknown> {
  return JSON.parse((await readWhole(tree, path)).toString('utf8').replace(/^\uFEFF/, ''))
}
