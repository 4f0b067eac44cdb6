import type { Split } from '#shared/domain/asset.ts'
import type { Label } from '#shared/ontology.ts'
import { keypointsOf } from '#shared/shapes/skeleton.ts'
import type { Findings } from '../findings.ts'
import { categoryRow } from './coco-categories.ts'
import { type CocoIds, createCocoIds } from './coco-ids.ts'
import { createLicenses, type Licenses } from './coco-meta.ts'
import { cocoGeometry } from './coco-shapes.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { tellNumber } from './number-in-id.ts'
import type { Lose } from './shapes-as.ts'
import { createEmptySplits, type Entry, imageFiles, jsonList, splitFolder, usedSplits } from './written-entries.ts'

/** annotations/instances_{train,val,test}.json for the splits that have images and, where wanted, images/{train,val,test}. */
export const writeCoco: Write = (source, findings) => writeFiles(source, findings, 'instances')
/** The same as annotations/person_keypoints_{train,val,test}.json, where programs for keypoints look. */
export const writeCocoKeypoints: Write = (source, findings) => writeFiles(source, findings, 'person_keypoints')

type Write = (source: ExportSource, findings: Findings) => AsyncIterable<WrittenFile>

async function* writeFiles(source: ExportSource, findings: Findings, prefix: string): AsyncIterable<WrittenFile> {
  const empty = createEmptySplits()
  const { splits, ...lists } = await surveyed(source, empty.see)
  empty.tell(findings)
  yield* imageFiles(source, (entry) => `images/${splitFolder(entry)}/${entry.fileName}`)
  for (const split of splits)
    yield {
      path: `annotations/${prefix}_${splitFolder({ split })}.json`,
      content: { text: instances(source, split, lists, findings) },
    }
}

/** What the files of an export list beside images and annotations. */
export interface CocoLists {
  readonly categories: Categories
  readonly licenses: Licenses
  readonly annotationIds: CocoIds
}

/** The splits that have images, and the categories and licenses of all of them; `onEntry` sees every image once. */
export async function surveyed(
  source: ExportSource,
  onEntry: (entry: Entry) => void = () => {},
): Promise<CocoLists & { splits: Split[] }> {
  /** Most joints of a skeleton, by label. */
  const joints = new Map<string, number>()
  const licenses = createLicenses()
  const annotationIds = createCocoIds()
  const splits = await usedSplits(source, (entry) => {
    onEntry(entry)
    licenses.see(entry)
    annotationIds.see(entry)
    for (const { label, shape } of entry.annotations) joints.set(label, Math.max(joints.get(label) ?? 0, jointsOf(shape)))
  })
  return { splits, categories: categoriesOf(joints, source.labels), licenses, annotationIds }
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
async function* instances(source: ExportSource, split: Split, lists: CocoLists, findings: Findings): AsyncIterable<string> {
  yield `${listsOf(lists)},\n"images":`
  yield* jsonList(imageRows(source, split, lists))
  yield ',\n"annotations":'
  yield* jsonList(annotationRows(source, split, lists, findings))
  yield '}\n'
}

/** The beginning of a COCO file: its licenses and its categories, each with what `more` says. */
export const listsOf = ({ categories, licenses }: CocoLists, more: object = {}): string => {
  const rows = categories.rows.map((row) => ({ ...row, ...more }))
  return `{"info":{},"licenses":${JSON.stringify(licenses.rows())},"categories":${JSON.stringify(rows)}`
}

/** The images of a split as COCO lists them. */
export async function* imageRows(
  source: ExportSource,
  split: Split,
  { licenses }: Pick<CocoLists, 'licenses'>,
): AsyncIterable<object> {
  let id = 0
  for await (const entry of source.entries(split)) {
    const { fileName, width, height } = entry
    yield { id: ++id, file_name: fileName, width, height, ...licenses.fieldsOf(entry) }
  }
}

async function* annotationRows(
  source: ExportSource,
  split: Split,
  { categories, annotationIds }: CocoLists,
  findings: Findings,
): AsyncIterable<object> {
  const idOf = annotationIds.reading(split)
  let image = 0
  for await (const entry of source.entries(split)) {
    image++
    const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
    for (const annotation of entry.annotations) {
      const place = { image_id: image, category_id: categories.ids.get(annotation.label) }
      const id = idOf(annotation)
      tellNumber(annotation, id, lose)
      yield { id, ...place, ...cocoGeometry(annotation.shape, entry), ...saidOf(annotation) }
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
