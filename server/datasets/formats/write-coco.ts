import type { Split } from '#shared/domain/asset.ts'
import type { Label } from '#shared/ontology.ts'
import { keypointsOf } from '#shared/shapes/skeleton.ts'
import type { Findings } from '../findings.ts'
import { categoryRow } from './coco-categories.ts'
import { cocoGeometry } from './coco-shapes.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { type Entry, imageFiles, jsonList, ofSplit, splitFolder, tellEmptySplits, usedSplits } from './written-entries.ts'

/** annotations/instances_{train,val,test}.json for the splits that have images and, where wanted, images/{train,val,test}. */
export const writeCoco: Write = (source, findings) => writeFiles(source, findings, 'instances')
/** The same as annotations/person_keypoints_{train,val,test}.json, where programs for keypoints look. */
export const writeCocoKeypoints: Write = (source, findings) => writeFiles(source, findings, 'person_keypoints')

type Write = (source: ExportSource, findings: Findings) => AsyncIterable<WrittenFile>

async function* writeFiles(source: ExportSource, findings: Findings, prefix: string): AsyncIterable<WrittenFile> {
  await tellEmptySplits(source, findings)
  const { splits, categories } = await surveyed(source)
  yield* imageFiles(source, (entry) => `images/${splitFolder(entry)}/${entry.fileName}`)
  for (const split of splits)
    yield {
      path: `annotations/${prefix}_${splitFolder({ split })}.json`,
      content: { text: instances(source, split, categories) },
    }
}

/** The splits that have images, and the categories of all of them. */
export async function surveyed(source: ExportSource): Promise<{ splits: Split[]; categories: Categories }> {
  /** Most joints of a skeleton, by label. */
  const joints = new Map<string, number>()
  const splits = await usedSplits(source, ({ annotations }) => {
    for (const { label, shape } of annotations) joints.set(label, Math.max(joints.get(label) ?? 0, jointsOf(shape)))
  })
  return { splits, categories: categoriesOf(joints, source.labels) }
}

const jointsOf = (shape: Entry['annotations'][number]['shape']): number => ('keypoints' in shape ? keypointsOf(shape).length : 0)

/** The categories of a file, and their ids by name. */
export interface Categories {
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
async function* instances(source: ExportSource, split: Split, categories: Categories): AsyncIterable<string> {
  yield `{"info":{},"licenses":[],"categories":${JSON.stringify(categories.rows)},\n"images":`
  yield* jsonList(imageRows(source, split))
  yield ',\n"annotations":'
  yield* jsonList(annotationRows(source, split, categories))
  yield '}\n'
}

/** The images of a split as COCO lists them. */
export async function* imageRows(source: ExportSource, split: Split): AsyncIterable<object> {
  let id = 0
  for await (const { fileName, width, height } of ofSplit(source, split)) yield { id: ++id, file_name: fileName, width, height }
}

async function* annotationRows(source: ExportSource, split: Split, { ids }: Categories): AsyncIterable<object> {
  let image = 0
  let id = 0
  for await (const entry of ofSplit(source, split)) {
    image++
    for (const annotation of entry.annotations) {
      const place = { image_id: image, category_id: ids.get(annotation.label) }
      yield { id: ++id, ...place, ...cocoGeometry(annotation.shape, entry), ...saidOf(annotation) }
    }
  }
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
