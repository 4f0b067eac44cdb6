import type { Split } from '#shared/domain/asset.ts'
import { area, clip } from '#shared/shapes/index.ts'
import type { Findings } from '../findings.ts'
import { pictureOfSegments, type SegmentMap } from './coco-panoptic-masks.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { type Lose, loseExtras, shapesAs } from './shapes-as.ts'
import { type Categories, type CocoLists, imageRows, listsOf, surveyed } from './write-coco.ts'
import { pngName } from './write-label-pictures.ts'
import { type Entry, imageFiles, jsonList, splitFolder } from './written-entries.ts'
import { paintNumber } from './written-masks.ts'

/** annotations/panoptic_{train,val,test}.json, a folder of that name with the pictures of the segments and, where wanted, images/{train,val,test}. */
export async function* writeCocoPanoptic(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  const { splits, ...lists } = await surveyed(source)
  yield* imageFiles(source, (entry) => `images/${splitFolder(entry)}/${entry.fileName}`)
  for (const split of splits) {
    const home = `annotations/panoptic_${splitFolder({ split })}`
    for await (const entry of source.entries(split))
      yield { path: `${home}/${pngName(entry)}`, content: { bytes: picture(entry) } }
    yield { path: `${home}.json`, content: { text: document(source, split, lists, findings) } }
  }
}

async function* picture(entry: Entry): AsyncIterable<Uint8Array> {
  yield await pictureOfSegments(segmented(entry, () => {}).map)
}

async function* document(source: ExportSource, split: Split, lists: CocoLists, findings: Findings): AsyncIterable<string> {
  yield `${listsOf(lists, { isthing: 1 })},\n"images":`
  yield* jsonList(imageRows(source, split, lists))
  yield ',\n"annotations":'
  yield* jsonList(annotations(source, split, lists.categories, findings))
  yield '}\n'
}

async function* annotations(source: ExportSource, split: Split, { ids }: Categories, findings: Findings): AsyncIterable<object> {
  let image = 0
  for await (const entry of source.entries(split)) {
    image++
    const { map, labels } = segmented(entry, (what, kind) => findings.lose(what, entry.name, 1, kind))
    const extents = extentsOf(map, labels.length)
    const segments = labels.flatMap((label, index) => {
      const extent = extents[index]
      if (!extent) findings.lose('masks that lie wholly under others', entry.name)
      return extent ? [{ id: index + 1, category_id: ids.get(label), ...extent, iscrowd: 0 }] : []
    })
    yield { image_id: image, file_name: pngName(entry), segments_info: segments }
  }
}

/** The segments of an image, numbered from 1 as their labels are listed: what is drawn later lies on top. */
function segmented({ width, height, annotations: given }: Entry, lose: Lose): { map: SegmentMap; labels: string[] } {
  const ids = new Uint32Array(width * height)
  const labels: string[] = []
  let painted = 0
  for (const annotation of [...given].sort((a, b) => a.order - b.order)) {
    loseExtras(annotation, [], lose)
    for (const mask of shapesAs(annotation.shape, ['mask'], lose)) {
      const id = labels.push(annotation.label)
      const inside = clip(mask, { x: 0, y: 0, width, height })
      if (!inside) continue
      paintNumber(ids, width, inside, id)
      painted += area(inside)
    }
  }
  if (painted > ids.reduce((count, id) => count + Number(id > 0), 0)) lose('parts of masks that lie under another mask')
  return { map: { ids, width, height }, labels }
}

/** Area and box of each segment; undefined for one that has no pixel left. */
function extentsOf({ ids, width }: SegmentMap, segments: number): ({ area: number; bbox: number[] } | undefined)[] {
  const found = new Map<number, { area: number; left: number; top: number; right: number; bottom: number }>()
  for (const [at, id] of ids.entries()) {
    if (id === 0) continue
    const [x, y] = [at % width, Math.floor(at / width)]
    const extent = found.get(id) ?? { area: 0, left: x, top: y, right: x, bottom: y }
    found.set(id, extent)
    extent.area++
    extent.left = Math.min(extent.left, x)
    extent.right = Math.max(extent.right, x)
    extent.bottom = y
  }
  return Array.from({ length: segments }, (_, index) => {
    const extent = found.get(index + 1)
    if (!extent) return undefined
    const { area, left, top, right, bottom } = extent
    return { area, bbox: [left, top, right - left + 1, bottom - top + 1] }
  })
}
