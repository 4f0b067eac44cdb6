import { Readable } from 'node:stream'
import { createFindings } from '#server/datasets/findings.ts'
import type { Format, ReadImage } from '#server/datasets/formats/format.ts'
import { type FileTree, FileUnreadable, inNaturalOrder } from '#server/datasets/sources/file-tree.ts'
import { withKeptFiles } from '#server/datasets/sources/kept-files.ts'
import { treePath } from '#server/datasets/sources/tree-path.ts'
import { AppError } from '#server/errors.ts'
import type { Files } from './mutate.ts'

/** What became of a case: read with a report, refused with a sentence for people, or something that must never be (`wrong` says what). */
export type CaseOutcome = { readonly type: 'read' | 'refused' } | { readonly type: 'wrong'; readonly wrong: string }

/** Errors that say that nobody thought of this, not what a person could do. */
const THOUGHTLESS = [TypeError, RangeError, ReferenceError, SyntaxError]

/** Detects and reads a data set as a format, as an import would. */
export async function readCase(format: Format, files: Files): Promise<CaseOutcome> {
  const tree = memoryTree(files)
  try {
    await format.detect(tree)
    const findings = createFindings()
    for await (const image of format.read(tree, findings, () => undefined)) {
      const wrong = await wrongWith(image, tree)
      if (wrong) return { type: 'wrong', wrong }
    }
    return { type: 'read' }
  } catch (error) {
    if (error instanceof AppError || error instanceof FileUnreadable) return { type: 'refused' }
    if (!(error instanceof Error)) return { type: 'wrong', wrong: `threw ${String(error)}` }
    const isThoughtless = THOUGHTLESS.some((kind) => error instanceof kind)
    const where = error.stack?.split('\n').find((line) => line.includes('/datasets/')) ?? ''
    return isThoughtless
      ? { type: 'wrong', wrong: `${error.name}: ${error.message} ${where.trim().replace(/\(?file:.*\/datasets/, '(datasets')}` }
      : { type: 'refused' }
  } finally {
    await tree.close()
  }
}

/** An image must lie in the tree; a name that leads elsewhere would be a path outside of it. */
async function wrongWith({ path, annotations }: ReadImage, tree: FileTree): Promise<string | null> {
  const named = treePath(path)
  if (!('path' in named) || named.path !== path) return `an image at ${JSON.stringify(path)}`
  const stream = await tree.stream(path).catch(() => null)
  if (!stream) return `an image at ${JSON.stringify(path)}, where there is no file`
  stream.destroy()
  return Array.isArray(annotations) ? null : 'an image without a list of annotations'
}

/** Files in memory as a tree: names are judged as every source judges them. */
export function memoryTree(given: Files): FileTree {
  const places = new Map<string, Buffer>()
  const refused: { file: string; reason: string }[] = []
  for (const [name, content] of Object.entries(given)) {
    const named = treePath(name)
    if ('reason' in named) refused.push({ file: name, reason: named.reason })
    else places.set(named.path, content)
  }
  return withKeptFiles({
    files: inNaturalOrder([...places].map(([path, { length: bytes }]) => ({ path, bytes }))),
    refused,
    stream: async (path) => {
      const content = places.get(path)
      if (!content) throw new AppError('not_found', `${path} does not exist`)
      return Readable.from([content])
    },
    close: async () => undefined,
  })
}
