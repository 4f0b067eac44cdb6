import { z } from 'zod'
import type { Shape } from '#shared/shapes/index.ts'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { foldersOf } from '../sources/tree-path.ts'
import { DarwinAnnotation, darwinExtras, darwinShape, rasterMasks } from './darwin-shapes.ts'
import type { Declare, Format, ReadAnnotation } from './format.ts'
import { detectedByJson, hasMember, isObject } from './json-heads.ts'
import { kept } from './kept.ts'
import { imagesByJson, type SaidOfImage } from './labelled-images.ts'
import { readJson } from './read-json.ts'
import type { Lose } from './shapes-as.ts'
import { plainTemplate } from './skeleton-places.ts'
import { suggestedBy } from './suggested-by.ts'
import { reportForeign } from './unused-files.ts'
import { writeDarwin } from './write-darwin.ts'

const SCORE = 0.94

/** Darwin JSON (V7): a file for each image. */
export const darwin: Format = {
  id: 'darwin',
  title: 'V7 Darwin JSON',
  tasks: ['detection', 'segmentation', 'keypoints', 'classification', 'multilabel'],

  detect: (tree) => detectedByJson(isDarwin, tree, { score: SCORE, what: 'an "item" in slots, and "annotations"' }),

  read: (tree, findings, declare) => imagesByJson(tree, findings, (path) => imageIn(tree, path, findings, declare)),

  write: writeDarwin,
}

const isDarwin = (head: string): boolean =>
  isObject(head) &&
  ((/"item"\s*:\s*\{/.test(head) && hasMember(head, 'slots')) || (/"image"\s*:\s*\{/.test(head) && hasMember(head, 'seq')))

const Side = kept(z.number().positive())
const Slot = z.object({ width: Side, height: Side, source_files: kept(z.array(z.object({ file_name: z.string() }))) })
const Version2 = z.object({
  item: z.object({ name: z.string(), path: kept(z.string()), slots: kept(z.array(Slot)) }),
  annotations: z.array(z.unknown()),
})
const Version1 = z
  .object({
    image: z.object({
      filename: z.string(),
      original_filename: kept(z.string()),
      path: kept(z.string()),
      width: Side,
      height: Side,
    }),
    annotations: z.array(z.unknown()),
  })
  .transform(({ image, annotations }) => {
    const { filename: name, original_filename: original, width, height, path } = image
    return {
      item: { name, path, slots: [{ width, height, source_files: original ? [{ file_name: original }] : [] }] },
      annotations,
    }
  })
const File = z.union([Version2, Version1])

async function* imageIn(tree: FileTree, path: string, findings: Findings, declare: Declare): AsyncIterable<SaidOfImage> {
  const { data: file } = File.safeParse(await readJson(tree, path))
  if (!file) {
    reportForeign(path, findings)
    return
  }
  const lose: Lose = (what, kind) => findings.lose(what, path, 1, kind)
  const [slot, ...others] = file.item.slots ?? []
  if (others.length > 0) lose('further slots of an item: the first is read')
  const size = slot?.width && slot.height ? { width: slot.width, height: slot.height } : null
  const home = (file.item.path ?? '').replace(/^\/+/, '')
  yield {
    names: [file.item.name, ...(slot?.source_files ?? []).map(({ file_name }) => file_name)].filter(Boolean),
    near: foldersOf(`${home}/`),
    sharesStem: true,
    labelled: true,
    size,
    split: null,
    annotations: () => annotationsOf(file.annotations, size, declare, lose),
  }
}

function annotationsOf(rows: readonly unknown[], size: SaidOfImage['size'], declare: Declare, lose: Lose): ReadAnnotation[] {
  const parsed = rows.flatMap((row) => DarwinAnnotation.safeParse(row).data ?? [])
  if (parsed.length < rows.length) lose('annotations without a name')
  const masks = masksOf(parsed, size, lose)
  return parsed.flatMap((one): ReadAnnotation[] => {
    if (one.raster_layer) return []
    const shape = masks.get(one.id ?? '') ?? darwinShape(one)
    if (!shape) {
      lose('frames' in one ? 'annotations of videos' : 'annotations that hold no place that is known')
      return []
    }
    if (one.skeleton) declare({ name: one.name, skeleton: plainTemplate(one.skeleton.nodes.map(({ name }) => name)) })
    const annotation = { label: one.name, shape, ...darwinExtras(one, lose) }
    if (!one.inference) return [annotation]
    return [{ ...annotation, ...suggestedBy(one.inference.model?.name ?? 'inference', one.inference.confidence) }]
  })
}

function masksOf(rows: readonly DarwinAnnotation[], size: SaidOfImage['size'], lose: Lose): Map<string, Shape> {
  const masks = new Map<string, Shape>()
  for (const { raster_layer: raster } of rows) {
    if (!raster) continue
    const found = size && rasterMasks(raster, size.width, size.height)
    if (!found) lose('raster layers that do not fit their image')
    for (const [id, mask] of found ?? [])
      if (mask) masks.set(id, mask)
      else lose('masks with nothing inside')
  }
  return masks
}
