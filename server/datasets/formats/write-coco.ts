import type { ManifestEntry } from '#shared/domain/manifest.ts'
import type { Label } from '#shared/ontology.ts'
import { keypointsOf } from '#shared/shapes/skeleton.ts'
import { categoryRow } from './coco-categories.ts'
import { cocoGeometry } from './coco-shapes.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { SPLIT_FILE_NAMES, SPLITS } from './splits-by-name.ts'

type Entry = ManifestEntry & { readonly fileName: string }
type Entries = ExportSource['entries']

/** annotations/instances_{train,val,test}.json for the splits that have images and, where wanted, images/{train,val,test}. */
export async function* writeCoco({ entries, images, labels }: ExportSource): AsyncIterable<WrittenFile> {
  /** Most joints of a skeleton, by label. */
  const joints = new Map<string, number>()
  const used = new Set<ManifestEntry['split']>()
  for await (const entry of entries()) {
    for (const { label, shape } of entry.annotations) joints.set(label, Math.max(joints.get(label) ?? 0, jointsOf(shape)))
    used.add(entry.split)
    if (images) yield { path: imagePath(entry), content: { blob: entry.hash } }
  }
  const categories = categoriesOf(joints, labels)
  for (const split of SPLITS.filter((one) => used.has(one)))
    yield {
      path: `annotations/instances_${SPLIT_FILE_NAMES[split]}.json`,
      content: { text: instances(entries, split, categories) },
    }
}

const imagePath = ({ split, fileName }: Entry): string => `images/${SPLIT_FILE_NAMES[split]}/${fileName}`
const jointsOf = (shape: Entry['annotations'][number]['shape']): number => ('keypoints' in shape ? keypointsOf(shape).length : 0)

interface Categories {
  readonly rows: readonly object[]
  readonly ids: ReadonlyMap<string, number>
}

function categoriesOf(joints: ReadonlyMap<string, number>, labels: readonly Label[]): Categories {
  const known = new Map(labels.map((label) => [label.name, label]))
  const names = [...joints.keys()].sort()
  const ids = new Map(names.map((name, index) => [name, index + 1]))
  return { ids, rows: names.map((name, index) => categoryRow(name, index + 1, known.get(name), joints.get(name) ?? 0)) }
}

/** A COCO file piece by piece; image ids count the images of this file from 1, so two readings of the entries agree. */
async function* instances(entries: Entries, split: ManifestEntry['split'], { rows, ids }: Categories): AsyncIterable<string> {
  yield `{"info":{},"licenses":[],"categories":${JSON.stringify(rows)},\n"images":[`
  let image = 0
  for await (const { fileName, width, height } of ofSplit(entries, split))
    yield `${image++ === 0 ? '' : ','}\n${JSON.stringify({ id: image, file_name: fileName, width, height })}`
  yield '],\n"annotations":['
  let id = 0
  image = 0
  for await (const entry of ofSplit(entries, split)) {
    image++
    for (const annotation of entry.annotations) {
      const category = ids.get(annotation.label)
      const row = { image_id: image, category_id: category, ...cocoGeometry(annotation.shape, entry), ...saidOf(annotation) }
      yield `${id++ === 0 ? '' : ','}\n${JSON.stringify({ id, ...row })}`
    }
  }
  yield ']}\n'
}

// "occluded", "track_id" and "keyframe" stand among the attributes, as other programs write them.
function saidOf({ attributes, occluded, order, group, track }: Entry['annotations'][number]): object {
  const inVideo = track && { track_id: track.number, keyframe: track.keyframe }
  const said = { ...attributes, ...(occluded && { occluded }), ...inVideo }
  return {
    ...(Object.keys(said).length > 0 && { attributes: said }),
    ...(order !== 0 && { z_order: order }),
    ...(group !== null && { group_id: group }),
  }
}

async function* ofSplit(entries: Entries, split: ManifestEntry['split']): AsyncIterable<Entry> {
  for await (const entry of entries()) if (entry.split === split) yield entry
}
