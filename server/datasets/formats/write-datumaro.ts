import type { Split } from '#shared/domain/asset.ts'
import type { Label } from '#shared/ontology.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { frameCounts } from '#shared/shapes/mask-frame.ts'
import { keypointsOf } from '#shared/shapes/skeleton.ts'
import type { Findings } from '../findings.ts'
import { stemOf } from '../sources/tree-path.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { type Lose, loseExtras, ringOf, shapesAs } from './shapes-as.ts'
import { numberedJoints } from './skeleton-places.ts'
import { type Entry, imageFiles, jsonList, ofSplit, splitFolder, tellEmptySplits, usedSplits } from './written-entries.ts'

type Annotation = Entry['annotations'][number]

const KINDS = ['box', 'rotated-box', 'polygon', 'polyline', 'points', 'mask', 'skeleton', 'whole'] as const

/** annotations/{train,val,test}.json for the splits that have images and, where wanted, images/{train,val,test}. */
export async function* writeDatumaro(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  await tellEmptySplits(source, findings)
  const joints = new Map<string, number>()
  const splits = await usedSplits(source, ({ annotations }) => {
    for (const { label, shape } of annotations)
      joints.set(label, Math.max(joints.get(label) ?? 0, shape.kind === 'skeleton' ? keypointsOf(shape).length : 0))
  })
  const categories = categoriesOf(joints, source.labels)
  yield* imageFiles(source, (entry) => `images/${splitFolder(entry)}/${entry.fileName}`)
  for (const split of splits)
    yield {
      path: `annotations/${splitFolder({ split })}.json`,
      content: { text: document(source, split, categories, findings) },
    }
}

interface Categories {
  readonly rows: object
  readonly ids: ReadonlyMap<string, number>
  /** The numbers of the labels of a label's joints. */
  readonly joints: ReadonlyMap<string, readonly number[]>
}

/** Joints are labels of their own, whose parent is the label of the skeleton. */
function categoriesOf(counts: ReadonlyMap<string, number>, labels: readonly Label[]): Categories {
  const known = new Map(labels.map((label) => [label.name, label]))
  const names = [...counts.keys()].sort()
  const rows: object[] = names.map((name) => ({ name, parent: known.get(name)?.parent ?? '', attributes: [] }))
  const points: object[] = []
  const joints = new Map<string, number[]>()
  for (const [index, name] of names.entries()) {
    const count = counts.get(name) ?? 0
    if (count === 0) continue
    const template = known.get(name)?.skeleton
    const own = template?.keypoints ?? numberedJoints(count)
    joints.set(
      name,
      own.map((joint) => rows.push({ name: joint, parent: name, attributes: [] }) - 1),
    )
    points.push({ label_id: index, labels: own, joints: (template?.edges ?? []).map(([from, to]) => [from + 1, to + 1]) })
  }
  const pointRows = points.length > 0 ? { points: { items: points } } : {}
  return {
    rows: { label: { labels: rows, attributes: [] }, ...pointRows },
    ids: new Map(names.map((name, id) => [name, id])),
    joints,
  }
}

async function* document(source: ExportSource, split: Split, categories: Categories, findings: Findings): AsyncIterable<string> {
  yield `{"info":{},"categories":${JSON.stringify(categories.rows)},\n"items":`
  yield* jsonList(items(ofSplit(source, split), categories, findings))
  yield '}\n'
}

async function* items(entries: AsyncIterable<Entry>, categories: Categories, findings: Findings): AsyncIterable<object> {
  for await (const entry of entries) {
    const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
    const groups = [...new Set(entry.annotations.flatMap(({ group }) => group ?? []))]
    let id = 0
    const annotations = entry.annotations.flatMap((annotation) =>
      shapesAs(annotation.shape, KINDS, lose).map((shape) => ({
        id: id++,
        ...placeOf(shape, annotation, entry, categories, lose),
        ...extrasOf(annotation, groups, lose),
      })),
    )
    const image = { path: entry.fileName, size: [entry.height, entry.width] }
    yield { id: stemOf(entry.fileName), annotations, attr: {}, image }
  }
}

function extrasOf(annotation: Annotation, groups: readonly string[], lose: Lose): object {
  const { attributes, occluded, order, group, track } = annotation
  loseExtras(annotation, ['attributes', 'occluded', 'order', 'group', 'track'], lose)
  const inVideo = track && { track_id: track.number, keyframe: track.keyframe }
  const said = Object.entries({ ...attributes, ...(occluded && { occluded }), ...inVideo }).filter(([, value]) => value !== null)
  return {
    attributes: Object.fromEntries(said),
    group: group === null ? 0 : groups.indexOf(group) + 1,
    z_order: order,
  }
}

function placeOf(shape: Shape, { label }: Annotation, entry: Entry, { ids, joints }: Categories, lose: Lose): object {
  const label_id = ids.get(label)
  switch (shape.kind) {
    case 'box':
      return { type: 'bbox', label_id, bbox: [shape.x, shape.y, shape.width, shape.height] }
    case 'rotated-box':
      return { type: 'rotated_bbox', label_id, bbox: [shape.cx, shape.cy, shape.width, shape.height, shape.rotation] }
    case 'polygon':
      return { type: 'polygon', label_id, points: ringOf(shape, lose) }
    case 'polyline':
      return { type: 'polyline', label_id, points: shape.points }
    case 'points':
      return { type: 'points', label_id, points: shape.points, visibility: visible(shape.points.length / 2) }
    case 'mask': {
      const counts = frameCounts(shape, entry.width, entry.height)
      return { type: 'mask', label_id, rle: { counts, size: [entry.height, entry.width] } }
    }
    case 'skeleton':
      return { type: 'skeleton', label_id, elements: elementsOf(shape, joints.get(label) ?? []) }
    case 'whole':
      return { type: 'label', label_id }
    default:
      throw new Error(`Datumaro holds no ${shape.kind}: it is converted before`)
  }
}

const visible = (count: number): number[] => Array.from({ length: count }, () => 2)
const elementsOf = (shape: Extract<Shape, { kind: 'skeleton' }>, labels: readonly number[]): object[] =>
  keypointsOf(shape).map(({ x, y, visibility }, index) => ({
    type: 'points',
    label_id: labels[index] ?? null,
    points: [x, y],
    visibility: [visibility],
  }))
