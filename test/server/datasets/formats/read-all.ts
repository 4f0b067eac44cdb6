import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFindings } from '#server/datasets/findings.ts'
import type { DeclaredLabel, ReadImage } from '#server/datasets/formats/format.ts'
import { chooseFormat } from '#server/datasets/formats/index.ts'
import type { FileTree } from '#server/datasets/sources/file-tree.ts'
import { filesTree } from '#server/datasets/sources/local-tree.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

export { vocXml } from './voc-file.ts'

/** A tree of files with the given contents. */
export async function aTree(files: Record<string, string | Buffer>): Promise<FileTree> {
  const folder = temporaryFolder()
  const places = Object.entries(files).map(([path, content], index) => {
    const file = join(folder, String(index))
    writeFileSync(file, content)
    return { path, file }
  })
  return filesTree(places)
}

/** Everything a format reads from a tree but what files call their annotations (outside-ids.test.ts looks at these), and what it could not keep. */
export async function readAll(tree: FileTree, { format = 'auto', task = 'detection' as TaskId } = {}) {
  const findings = createFindings()
  const chosen = await chooseFormat(format, tree, task)
  const images: ReadImage[] = []
  const declared: DeclaredLabel[] = []
  for await (const image of chosen.format.read(tree, findings, (label) => declared.push(label))) images.push(withoutIds(image))
  return { format: chosen.format.id, images, declared, rejected: findings.rejected, losses: findings.losses() }
}

const withoutIds = (image: ReadImage): ReadImage => ({
  ...image,
  annotations: image.annotations.map(({ id: _id, ...annotation }) => annotation),
})
