import { z } from 'zod'
import type { Skeleton } from '#shared/shapes/index.ts'
import { keypointsOf, VISIBILITY } from '#shared/shapes/skeleton.ts'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'
import { stemOf } from '../sources/tree-path.ts'
import { CategoryRow, declaredLabel } from './coco-categories.ts'
import { GeometryFields, shapeOf } from './coco-geometry.ts'
import { cocoMeta, listLicense } from './coco-meta.ts'
import { fittingAttributes } from './fitting-attributes.ts'
import type { Declare, ReadAnnotation } from './format.ts'
import { jsonParts } from './json-parts.ts'
import { createRowStore } from './row-store.ts'
import type { Lose } from './shapes-as.ts'
import { suggestedBy } from './suggested-by.ts'

/** An id in a COCO file: most are numbers. */
export const CocoId = z.union([z.number(), z.string()]).transform(String)
/** An image in the list of a COCO file. */
export const ImageRow = z.looseObject({
  id: CocoId,
  file_name: z.string().min(1),
  width: z.number().optional(),
  height: z.number().optional(),
})
const AnnotationRow = z.object({
  id: CocoId.optional().catch(undefined),
  image_id: CocoId,
  category_id: CocoId.optional().catch(undefined),
  ...GeometryFields,
  attributes: z.record(z.string(), z.unknown()).optional().catch(undefined),
  caption: z.string().optional().catch(undefined),
  score: z.number().optional().catch(undefined),
  z_order: z.number().int().optional().catch(undefined),
  group_id: z
    .union([z.string().min(1), z.number().int().positive().transform(String)])
    .optional()
    .catch(undefined),
})
type AnnotationRow = z.infer<typeof AnnotationRow>

/** One image as a COCO file lists it. */
export interface CocoImage {
  readonly id: string
  readonly fileName: string
  readonly size: { readonly width: number; readonly height: number } | null
  /** What else its row says; null where nothing. */
  readonly meta: Readonly<Record<string, unknown>> | null
}

/** A COCO file that has been read; what it says of each image lies aside until it is asked for. */
export interface CocoFile {
  readonly images: readonly CocoImage[]
  /** How many annotations it has of its images, without those that only a model proposed. */
  readonly annotated: number
  /** Names of the categories by their ids. */
  readonly categories: ReadonlyMap<string, string>
  /** The annotations of an image; those of a category that is not listed are left out. */
  annotationsOf(id: string): ReadAnnotation[]
  close(): Promise<void>
}

type Unnamed = Omit<ReadAnnotation, 'label'>

/** How a COCO file is read. */
interface CocoReading {
  readonly findings: Findings
  readonly declare: Declare
  /** Whether a crowd flag only says that the region is given by run lengths, as in files of stuff. */
  readonly crowdsAreMasks: boolean
}

/** Reads a COCO file row by row and declares its categories where they say more than a name. To be closed. */
export async function readCocoFile(
  tree: FileTree,
  path: string,
  { findings, declare, crowdsAreMasks }: CocoReading,
): Promise<CocoFile> {
  const images = new Map<string, z.infer<typeof ImageRow>>()
  const categories = new Map<string, CategoryRow>()
  const licenses = new Map<string, string>()
  const rows = createRowStore()
  const owners = new Map<string, number>()
  const decided = new Map<string, number>()
  const used = createUsedCategories()
  try {
    for await (const { holder, value } of jsonParts(await tree.stream(path), HOLDERS)) {
      if (holder === LICENSES) listLicense(value, licenses)
      const parsed = ROWS[holder as keyof typeof ROWS]?.safeParse(value)
      if (!parsed) continue
      if (!parsed.success) findings.lose(`${holder} that lack a field they need`, path)
      else if ('file_name' in parsed.data) images.set(parsed.data.id, parsed.data)
      else if ('name' in parsed.data) categories.set(parsed.data.id, parsed.data)
      else {
        const row = crowdsAreMasks ? { ...parsed.data, iscrowd: 0 } : parsed.data
        const annotation = annotationOf(row, path, findings)
        if (!annotation) continue
        const owner = owners.get(row.image_id) ?? owners.size
        owners.set(row.image_id, owner)
        if (!annotation.suggested) decided.set(row.image_id, (decided.get(row.image_id) ?? 0) + 1)
        used.add(row.category_id as string, annotation)
        await rows.add(owner, JSON.stringify([row.category_id, annotation]))
      }
    }
  } catch (error) {
    await rows.close()
    throw error
  }
  used.declare(categories, declare)
  used.report(categories, path, findings)
  let annotated = 0
  for (const [image, owner] of owners)
    if (images.has(image)) annotated += decided.get(image) ?? 0
    else findings.lose('annotations of an image that is not listed', `${path}: image ${image}`, rows.count(owner))
  return {
    images: [...images.values()].map((row) => listedImage(row, licenses)),
    annotated,
    categories: new Map([...categories].map(([id, { name }]) => [id, name])),
    annotationsOf: (id) =>
      rows.rows(owners.get(id) ?? -1).flatMap((row) => {
        const [category, annotation] = JSON.parse(row) as [string, Unnamed]
        const label = categories.get(category)?.name
        return label === undefined ? [] : [{ label, ...annotation }]
      }),
    close: rows.close,
  }
}

const LICENSES = 'licenses'
const HOLDERS = [LICENSES, 'images', 'categories', 'annotations']
const ROWS = { images: ImageRow, categories: CategoryRow, annotations: AnnotationRow }

const listedImage = (row: z.infer<typeof ImageRow>, licenses: ReadonlyMap<string, string>): CocoImage => ({
  id: row.id,
  fileName: row.file_name,
  size: row.width && row.height ? { width: row.width, height: row.height } : null,
  meta: cocoMeta(row, licenses),
})

function annotationOf(row: AnnotationRow, path: string, findings: Findings): Unnamed | null {
  if (row.caption !== undefined) {
    findings.lose('captions, which are neither a label nor a place', path)
    return null
  }
  const shape = shapeOf(row, path, findings)
  if (!shape) return null
  if (row.category_id === undefined) {
    findings.lose('annotations without a category', path)
    return null
  }
  const lose: Lose = (what) => findings.lose(what, path)
  return { shape, ...saidOf(row, lose), ...proposed(row, path), ...(row.id !== undefined && { id: row.id }) }
}

// What has a score was found by a model: the truth has none.
function proposed({ score }: AnnotationRow, path: string): Pick<ReadAnnotation, 'suggested'> {
  return score === undefined ? {} : suggestedBy(stemOf(path), score)
}

// "occluded", "track_id" and "keyframe" stand among the attributes, as other programs write them.
function saidOf({ attributes = {}, z_order: order, group_id: group }: AnnotationRow, lose: Lose) {
  const { occluded, track_id: number, keyframe, ...others } = attributes
  const isTracked = typeof number === 'number' && Number.isInteger(number) && number >= 0
  return {
    attributes: fittingAttributes(
      {
        ...others,
        ...(typeof occluded !== 'boolean' && { occluded }),
        ...(!isTracked && { track_id: number, keyframe }),
      },
      lose,
    ),
    ...(occluded === true && { occluded }),
    ...(isTracked && { track: { number, isKeyframe: keyframe !== false } }),
    ...(order !== undefined && { order }),
    ...(group !== undefined && { group }),
  }
}

/** How often each category is used, and a complete skeleton of each that has one, to place new ones like. */
function createUsedCategories() {
  const counts = new Map<string, number>()
  const examples = new Map<string, Skeleton>()
  return {
    add(id: string, { shape }: Unnamed): void {
      counts.set(id, (counts.get(id) ?? 0) + 1)
      if (!('keypoints' in shape) || examples.has(id)) return
      if (keypointsOf(shape).every(({ visibility }) => visibility !== VISIBILITY.absent)) examples.set(id, shape)
    },
    declare(categories: ReadonlyMap<string, CategoryRow>, declare: Declare): void {
      const names = new Set([...categories.values()].map(({ name }) => name))
      for (const id of counts.keys()) {
        const row = categories.get(id)
        const label = row && declaredLabel(row, names, examples.get(id) ?? null)
        if (label) declare(label)
      }
    },
    report(categories: ReadonlyMap<string, CategoryRow>, path: string, findings: Findings): void {
      for (const [id, count] of counts)
        if (!categories.has(id)) findings.lose('annotations of an unknown category', `${path}: category ${id}`, count)
    },
  }
}
