import { z } from 'zod'
import { type Attributes, Attributes as AttributesSchema } from '#shared/domain/annotation.ts'
import type { Shape } from '#shared/shapes/index.ts'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import type { ReadAnnotation } from './format.ts'
import { jsonRows } from './json-rows.ts'

const Id = z.union([z.number(), z.string()]).transform(String)
const ImageRow = z.object({ id: Id, file_name: z.string().min(1), width: z.number().optional(), height: z.number().optional() })
const CategoryRow = z.object({ id: Id, name: z.union([z.string(), z.number().transform(String)]) })
const AnnotationRow = z.object({
  image_id: Id,
  category_id: Id.optional().catch(undefined),
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional().catch(undefined),
  segmentation: z
    .union([z.array(z.array(z.number())).nonempty(), z.looseObject({ counts: z.unknown() })])
    .optional()
    .catch(undefined),
  num_keypoints: z.number().optional().catch(undefined),
  iscrowd: z.union([z.number(), z.boolean()]).optional().catch(undefined),
  attributes: AttributesSchema.optional().catch(undefined),
})
type AnnotationRow = z.infer<typeof AnnotationRow>

/** One image as a COCO file lists it. */
export interface CocoImage {
  readonly fileName: string
  readonly size: { readonly width: number; readonly height: number } | null
  readonly annotations: readonly ReadAnnotation[]
}

/** Reads a COCO file (boxes; classes where an annotation has none), keeping of each row only what is used. */
export async function readCocoFile(tree: FileTree, path: string, findings: Findings): Promise<CocoImage[]> {
  const images = new Map<string, z.infer<typeof ImageRow>>()
  const categories = new Map<string, string>()
  const kept: { image: string; category: string; shape: Shape; attributes: Attributes }[] = []
  for await (const { name, row } of jsonRows(await tree.stream(path), ['images', 'categories', 'annotations'])) {
    const parsed = ROWS[name as keyof typeof ROWS].safeParse(row)
    if (!parsed.success) findings.lose(`${name} that lack a field they need`, path)
    else if ('file_name' in parsed.data) images.set(parsed.data.id, parsed.data)
    else if ('name' in parsed.data) categories.set(parsed.data.id, parsed.data.name)
    else {
      const shape = shapeOf(parsed.data, path, findings)
      const { image_id: image, category_id: category, attributes = {} } = parsed.data
      if (shape && category === undefined) findings.lose('annotations without a category', path)
      else if (shape && category !== undefined) kept.push({ image, category, shape, attributes })
    }
  }
  return joined(images, categories, kept, path, findings)
}

const ROWS = { images: ImageRow, categories: CategoryRow, annotations: AnnotationRow }

function joined(
  images: ReadonlyMap<string, z.infer<typeof ImageRow>>,
  categories: ReadonlyMap<string, string>,
  rows: readonly { image: string; category: string; shape: Shape; attributes: Attributes }[],
  path: string,
  findings: Findings,
): CocoImage[] {
  const annotations = new Map<string, ReadAnnotation[]>([...images.keys()].map((id) => [id, []]))
  for (const { image, category, shape, attributes } of rows) {
    const label = categories.get(category)
    const home = annotations.get(image)
    if (label === undefined) findings.lose('annotations of an unknown category', `${path}: category ${category}`)
    else if (!home) findings.lose('annotations of an image that is not listed', `${path}: image ${image}`)
    else home.push({ label, shape, attributes })
  }
  return [...images].map(([id, { file_name, width, height }]) => ({
    fileName: file_name,
    size: width && height ? { width, height } : null,
    annotations: annotations.get(id) ?? [],
  }))
}

function shapeOf(row: AnnotationRow, path: string, findings: Findings): Shape | null {
  if (row.iscrowd) {
    findings.lose('crowd regions, which are not single objects', path)
    return null
  }
  if (row.num_keypoints) findings.lose('keypoints', path)
  if (row.segmentation) findings.lose('outlines, of which the box is kept', path)
  if (row.bbox) {
    const [x, y, width, height] = row.bbox
    return { kind: 'box', x, y, width, height }
  }
  if (!row.segmentation) return { kind: 'whole' }
  if (Array.isArray(row.segmentation)) return boxAround(row.segmentation.flat())
  findings.lose('masks without a box', path)
  return null
}

/** The box around points given as x, y, x, y … */
function boxAround(points: readonly number[]): Shape {
  const xs = points.filter((_, index) => index % 2 === 0)
  const ys = points.filter((_, index) => index % 2 === 1)
  const [left, top, right, bottom] = [least(xs), least(ys), most(xs), most(ys)]
  return { kind: 'box', x: left, y: top, width: right - left, height: bottom - top }
}

const least = (numbers: readonly number[]): number => numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
const most = (numbers: readonly number[]): number => numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
