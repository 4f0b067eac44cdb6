import { z } from 'zod'
import { messageOf } from '../../errors.ts'
import type { Findings } from '../findings.ts'
import { type FileTree, readWhole } from '../sources/file-tree.ts'
import { claimsToBeImage, stemOf } from '../sources/tree-path.ts'
import { CategoryRow, declaredLabel } from './coco-categories.ts'
import { CocoId, ImageRow } from './coco-file.ts'
import { cocoLabelFiles, hasCocoFiles, splitOfCocoFile } from './coco-label-files.ts'
import { cocoMeta, listLicense } from './coco-meta.ts'
import { segmentMapOf, segmentMasks } from './coco-panoptic-masks.ts'
import { createImageFinder } from './find-image.ts'
import { type Declare, type Format, NOT_DETECTED, type ReadAnnotation } from './format.ts'
import { namesOf } from './json-heads.ts'
import { jsonParts } from './json-parts.ts'
import { labelledImages, type SaidOfImage } from './labelled-images.ts'
import { createRowStore } from './row-store.ts'
import type { Lose } from './shapes-as.ts'
import { SPLIT_FILE_NAMES } from './splits-by-name.ts'
import { writeCocoPanoptic } from './write-coco-panoptic.ts'

/** Below that of COCO: where objects are labelled one by one too, those count. */
const SCORE = 0.88
/** Where the pictures lie whose pixels are numbers of segments. */
const MASKS_FOLDER = /(^|\/)panoptic[^/]*\//i

/** COCO panoptic: a JSON file, and a picture for each image whose pixels say which segment they belong to. */
export const cocoPanoptic: Format = {
  id: 'coco-panoptic',
  title: 'COCO panoptic',
  tasks: ['segmentation'],

  async detect(tree) {
    if (!(await hasCocoFiles(tree))) return NOT_DETECTED
    const files = (await cocoLabelFiles(tree)).filter(({ content }) => content === 'panoptic')
    return files.length === 0 ? NOT_DETECTED : { score: SCORE, why: `${namesOf(files)} with segments` }
  },

  async *read(whole, findings, declare) {
    const isMask = ({ path }: { path: string }) => MASKS_FOLDER.test(path) && claimsToBeImage(path)
    const tree: FileTree = { ...whole, files: whole.files.filter((file) => !isMask(file)) }
    const masks: FileTree = { ...whole, files: whole.files.filter(isMask) }
    const all = await cocoLabelFiles(tree)
    const files = all.filter(({ content }) => content === 'panoptic').map(({ path }) => path)
    const others = all.map(({ path }) => path).filter((path) => !files.includes(path))
    for (const path of others) findings.lose('label files of another task of the same images', path)
    yield* labelledImages(tree, findings, files, (path) => imagesIn(tree, masks, path, findings, declare), others)
  },

  write: writeCocoPanoptic,
  writesMeta: true,
}

const Segment = z.object({ id: z.number().int().nonnegative(), category_id: CocoId, iscrowd: z.number().optional() })
const AnnotationRow = z.object({ image_id: CocoId, file_name: z.string().min(1), segments_info: z.array(Segment) })

async function* imagesIn(
  tree: FileTree,
  masks: FileTree,
  path: string,
  findings: Findings,
  declare: Declare,
): AsyncIterable<SaidOfImage> {
  const split = splitOfCocoFile(path)
  const near = split ? [SPLIT_FILE_NAMES[split], split, stemOf(path).split('_').at(-1) ?? ''] : []
  const images = new Map<string, z.infer<typeof ImageRow>>()
  const categories = new Map<string, CategoryRow>()
  const licenses = new Map<string, string>()
  const owners = new Map<string, number>()
  const rows = createRowStore()
  try {
    for await (const { holder, value } of jsonParts(await tree.stream(path), HOLDERS)) {
      if (holder === LICENSES) listLicense(value, licenses)
      const parsed = ROWS[holder as keyof typeof ROWS]?.safeParse(value)
      if (!parsed) continue
      if (!parsed.success) findings.lose(`${holder} that lack a field they need`, path)
      else if (isAnnotationRow(parsed.data)) {
        const owner = owners.get(parsed.data.image_id) ?? owners.size
        owners.set(parsed.data.image_id, owner)
        await rows.add(owner, JSON.stringify(parsed.data))
      } else if (isImageRow(parsed.data)) images.set(parsed.data.id, parsed.data)
      else categories.set(parsed.data.id, parsed.data)
    }
    declareAll(categories, declare)
    const find = createImageFinder(masks)
    for (const [id, row] of images) {
      const { file_name: name, width, height } = row
      const meta = cocoMeta(row, licenses)
      const lose: Lose = (what, kind) => findings.lose(what, `${path}: ${name}`, 1, kind)
      const segments = rows.rows(owners.get(id) ?? -1).map((row) => AnnotationRow.parse(JSON.parse(row)))
      yield {
        names: [name],
        near,
        labelled: segments.length > 0,
        size: width && height ? { width, height } : null,
        split,
        ...(meta && { meta }),
        async annotations() {
          const found = segments.map((row) => {
            const picture = find.named(row.file_name, path, [stemOf(path)])
            return picture === null
              ? missing(row.file_name, path, findings)
              : masksIn(masks, picture, row.segments_info, categories, lose)
          })
          return (await Promise.all(found)).flat()
        },
      }
    }
  } finally {
    await rows.close()
  }
}

// A row may hold more than is read of it: its name, too.
const isAnnotationRow = (row: object): row is z.infer<typeof AnnotationRow> => 'segments_info' in row
const isImageRow = (row: object): row is z.infer<typeof ImageRow> => 'file_name' in row

const LICENSES = 'licenses'
const HOLDERS = [LICENSES, 'images', 'categories', 'annotations']
const ROWS = { images: ImageRow, categories: CategoryRow, annotations: AnnotationRow }

function declareAll(categories: ReadonlyMap<string, CategoryRow>, declare: Declare): void {
  const names = new Set([...categories.values()].map(({ name }) => name))
  for (const row of categories.values()) {
    const label = declaredLabel(row, names, null)
    if (label) declare(label)
  }
}

function missing(name: string, path: string, findings: Findings): ReadAnnotation[] {
  findings.reject(name, `${path} needs this picture of its segments, but it is not there`)
  return []
}

async function masksIn(
  masks: FileTree,
  picture: string,
  segments: readonly z.infer<typeof Segment>[],
  categories: ReadonlyMap<string, CategoryRow>,
  lose: Lose,
): Promise<ReadAnnotation[]> {
  const single = segments.filter(({ iscrowd }) => !iscrowd)
  for (let count = single.length; count < segments.length; count++) lose('crowd regions, which are not single objects')
  try {
    const map = await segmentMapOf(await readWhole(masks, picture))
    const found = segmentMasks(
      map,
      single.map(({ id }) => id),
    )
    return single.flatMap(({ category_id: category }, index): ReadAnnotation[] => {
      const [label, shape] = [categories.get(category)?.name, found[index]]
      if (!shape) lose('segments of which the picture has no pixel')
      else if (label === undefined) lose('segments of an unknown category')
      else return [{ label, shape, attributes: {} }]
      return []
    })
  } catch (error) {
    lose(`pictures of segments that cannot be read (${messageOf(error)})`)
    return []
  }
}
