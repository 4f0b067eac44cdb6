import { z } from 'zod'
import type { Attributes } from '#shared/domain/annotation.ts'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { CocoId } from './coco-file.ts'
import { GeometryFields, shapeOf } from './coco-geometry.ts'
import type { Declare, Format } from './format.ts'
import { detectedByJson, hasMember, isObject } from './json-heads.ts'
import { imagesByJson, type SaidOfImage } from './labelled-images.ts'
import { readJson } from './read-json.ts'
import type { Lose } from './shapes-as.ts'
import { reportForeign } from './unused-files.ts'

const SCORE = 0.94
/** The masks of Segment Anything say where something is, not what. */
const LABEL = 'object'

/** Segment Anything (SA-1B): a JSON file of masks for each image. */
export const segmentAnything: Format = {
  id: 'segment-anything',
  title: 'Segment Anything JSON',
  tasks: ['segmentation', 'detection'],

  detect: (tree) => detectedByJson(isSegmentAnything, tree, { score: SCORE, what: 'an "image" and its masks' }),

  read: (tree, findings, declare) => imagesByJson(tree, findings, (path) => imageIn(tree, path, findings, declare)),

  write: null,
}

const isSegmentAnything = (head: string): boolean =>
  isObject(head) && /"image"\s*:\s*\{/.test(head) && hasMember(head, 'segmentation', 'file_name')

const kept = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined)
const File = z.object({
  image: z.object({ file_name: z.string().min(1), width: z.number().positive(), height: z.number().positive() }),
  annotations: z.array(z.unknown()),
})
const Row = z.object({
  id: kept(CocoId),
  ...GeometryFields,
  predicted_iou: kept(z.number()),
  stability_score: kept(z.number()),
  point_coords: z.unknown().optional(),
  crop_box: z.unknown().optional(),
})

async function* imageIn(tree: FileTree, path: string, findings: Findings, declare: Declare): AsyncIterable<SaidOfImage> {
  const { data: file } = File.safeParse(await readJson(tree, path))
  if (!file) {
    reportForeign(path, findings)
    return
  }
  declare({ name: LABEL, shape: 'mask' })
  const { file_name: name, width, height } = file.image
  yield {
    names: [name],
    sharesStem: true,
    labelled: true,
    size: { width, height },
    split: null,
    annotations: () => file.annotations.flatMap((row) => maskOf(row, path, findings)),
  }
}

function maskOf(row: unknown, path: string, findings: Findings) {
  const lose: Lose = (what) => findings.lose(what, path)
  const { data } = Row.safeParse(row)
  if (!data) {
    lose('masks that cannot be read')
    return []
  }
  if (data.point_coords !== undefined || data.crop_box !== undefined) lose('what masks were asked with (point_coords, crop_box)')
  const shape = shapeOf({ ...data, bbox: undefined }, path, findings)
  if (!shape || shape.kind === 'whole') return []
  const { predicted_iou, stability_score } = data
  const attributes: Attributes = {
    ...(predicted_iou !== undefined && { predicted_iou }),
    ...(stability_score !== undefined && { stability_score }),
  }
  return [{ label: LABEL, shape, attributes, ...(data.id !== undefined && { id: data.id }) }]
}
