import { z } from 'zod'
import { Attributes as AttributesSchema } from '#shared/domain/annotation.ts'
import type { Skeleton } from '#shared/shapes/index.ts'
import { keypointsOf, VISIBILITY } from '#shared/shapes/skeleton.ts'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { CategoryRow, declaredLabel } from './coco-categories.ts'
import { GeometryFields, shapeOf } from './coco-geometry.ts'
import type { Declare, ReadAnnotation } from './format.ts'
import { jsonRows } from './json-rows.ts'

const Id = z.union([z.number(), z.string()]).transform(String)
const ImageRow = z.object({ id: Id, file_name: z.string().min(1), width: z.number().optional(), height: z.number().optional() })
const AnnotationRow = z.object({
  image_id: Id,
  category_id: Id.optional().catch(undefined),
  ...GeometryFields,
  attributes: AttributesSchema.optional().catch(undefined),
  z_order: z.number().int().optional().catch(undefined),
  group_id: z
    .union([z.string().min(1), z.number().int().positive().transform(String)])
    .optional()
    .catch(undefined),
})

/** One image as a COCO file lists it. */
export interface CocoImage {
  readonly fileName: string
  readonly size: { readonly width: number; readonly height: number } | null
  readonly annotations: readonly ReadAnnotation[]
}

/** What is kept of an annotation until its category and image are known. */
interface KeptRow {
  readonly image: string
  readonly category: string
  readonly annotation: Omit<ReadAnnotation, 'label'>
}

/** Reads a COCO file, keeping of each row only what is used, and declares its categories where they say more than a name. */
export async function readCocoFile(tree: FileTree, path: string, findings: Findings, declare: Declare): Promise<CocoImage[]> {
  const images = new Map<string, z.infer<typeof ImageRow>>()
  const categories = new Map<string, CategoryRow>()
  const kept: KeptRow[] = []
  for await (const { name, row } of jsonRows(await tree.stream(path), ['images', 'categories', 'annotations'])) {
    const parsed = ROWS[name as keyof typeof ROWS].safeParse(row)
    if (!parsed.success) findings.lose(`${name} that lack a field they need`, path)
    else if ('file_name' in parsed.data) images.set(parsed.data.id, parsed.data)
    else if ('name' in parsed.data) categories.set(parsed.data.id, parsed.data)
    else {
      const shape = shapeOf(parsed.data, path, findings)
      const { image_id: image, category_id: category } = parsed.data
      if (shape && category === undefined) findings.lose('annotations without a category', path)
      else if (shape && category !== undefined) kept.push({ image, category, annotation: { shape, ...saidOf(parsed.data) } })
    }
  }
  declareUsed(categories, kept, declare)
  return joined(images, categories, kept, path, findings)
}

const ROWS = { images: ImageRow, categories: CategoryRow, annotations: AnnotationRow }

// "occluded", "track_id" and "keyframe" stand among the attributes, as other programs write them.
function saidOf({ attributes = {}, z_order: order, group_id: group }: z.infer<typeof AnnotationRow>) {
  const { occluded, track_id: number, keyframe, ...others } = attributes
  const isTracked = typeof number === 'number' && Number.isInteger(number) && number >= 0
  return {
    attributes: {
      ...others,
      ...(typeof occluded !== 'boolean' && occluded !== undefined && { occluded }),
      ...(!isTracked && number !== undefined && { track_id: number }),
      ...(!isTracked && keyframe !== undefined && { keyframe }),
    },
    ...(occluded === true && { occluded }),
    ...(isTracked && { track: { number, isKeyframe: keyframe !== false } }),
    ...(order !== undefined && { order }),
    ...(group !== undefined && { group }),
  }
}

function declareUsed(categories: ReadonlyMap<string, CategoryRow>, rows: readonly KeptRow[], declare: Declare): void {
  const names = new Set([...categories.values()].map(({ name }) => name))
  const examples = new Map<string, Skeleton | null>()
  for (const { category, annotation } of rows) {
    const { shape } = annotation
    const isComplete = 'keypoints' in shape && keypointsOf(shape).every(({ visibility }) => visibility !== VISIBILITY.absent)
    if (isComplete || !examples.has(category)) examples.set(category, isComplete ? shape : null)
  }
  for (const [id, example] of examples) {
    const row = categories.get(id)
    const label = row && declaredLabel(row, names, example)
    if (label) declare(label)
  }
}

function joined(
  images: ReadonlyMap<string, z.infer<typeof ImageRow>>,
  categories: ReadonlyMap<string, CategoryRow>,
  rows: readonly KeptRow[],
  path: string,
  findings: Findings,
): CocoImage[] {
  const annotations = new Map<string, ReadAnnotation[]>([...images.keys()].map((id) => [id, []]))
  for (const { image, category, annotation } of rows) {
    const label = categories.get(category)?.name
    const home = annotations.get(image)
    if (label === undefined) findings.lose('annotations of an unknown category', `${path}: category ${category}`)
    else if (!home) findings.lose('annotations of an image that is not listed', `${path}: image ${image}`)
    else home.push({ label, ...annotation })
  }
  return [...images].map(([id, { file_name, width, height }]) => ({
    fileName: file_name,
    size: width && height ? { width, height } : null,
    annotations: annotations.get(id) ?? [],
  }))
}
