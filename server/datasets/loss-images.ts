import type { Loss, LossExample } from '#shared/routes/data.ts'
import type { FileTree } from './sources/file-tree.ts'
import { claimsToBeImage } from './sources/tree-path.ts'

/** Losses whose examples begin with the path of an image of the tree, with that image named, so that it can be shown. */
export function withImageFiles(losses: readonly Loss[], { files }: Pick<FileTree, 'files'>): Loss[] {
  const asked = new Set(losses.flatMap(({ examples }) => examples.map(({ text }) => pathIn(text))))
  const images = new Set(files.flatMap(({ path }) => (asked.has(path) && claimsToBeImage(path) ? path : [])))
  const named = (example: LossExample): LossExample => {
    const file = pathIn(example.text)
    return example.file !== undefined || !images.has(file) ? example : { ...example, file }
  }
  return losses.map((loss) => ({ ...loss, examples: loss.examples.map(named) }))
}

// "a/1.jpg: cat 3 x 4 at (1, 2)"
const pathIn = (text: string): string => text.split(': ', 1)[0] as string
