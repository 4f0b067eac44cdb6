import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'

const WHAT = 'files that are neither images nor labels of this format'

/** Reports the files of a tree that a format had no use for. */
export function reportUnused(tree: FileTree, used: ReadonlySet<string>, findings: Findings): void {
  for (const { path } of tree.files) if (!used.has(path)) findings.lose(WHAT, path)
}

/** Reports a file that turned out to be of no use when it was read. */
export const reportForeign = (path: string, findings: Findings): void => findings.lose(WHAT, path)
