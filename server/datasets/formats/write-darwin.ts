import type { Label } from '#shared/ontology.ts'
import { bounds, type Shape, type ShapeOf } from '#shared/shapes/index.ts'
import { maskPixels } from '#shared/shapes/mask-pixels.ts'
import { pointsOf } from '#shared/shapes/ring.ts'
import { keypointsOf, VISIBILITY } from '#shared/shapes/skeleton.ts'
import type { Findings } from '../findings.ts'
import { type CalledAnnotation, calledAsBefore } from './called-as-before.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { type Lose, loseExtras, shapesAs } from './shapes-as.ts'
import { numberedJoints } from './skeleton-places.ts'
import { type Entry, imageFiles, splitFolder } from './written-entries.ts'

const HALF_TURN = 180
const SLOT = '0'
const KINDS = ['box', 'polygon', 'polyline', 'ellipse', 'points', 'mask', 'skeleton', 'whole'] as const

/** {train,val,test}/annotations/….json and, where wanted, {train,val,test}/images. */
export async function* writeDarwin(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  yield* imageFiles(source, (entry) => `${splitFolder(entry)}/images/${entry.fileName}`)
  for await (const entry of source.entries())
    yield {
      path: `${splitFolder(entry)}/annotations/${entry.fileName}.json`,
      content: { text: [`${JSON.stringify(document(entry, source.labels, findings), null, 2)}\n`] },
    }
}

function document(entry: Entry, labels: readonly Label[], findings: Findings): object {
  const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
  const { fileName, width, height } = entry
  const slot = { type: 'image', slot_name: SLOT, width, height, source_files: [{ file_name: fileName }] }
  const masks: { id: string; annotation: CalledAnnotation }[] = []
  const annotations = calledAsBefore(entry.annotations, lose).flatMap((annotation) => {
    loseExtras(annotation, ['attributes', 'occluded', 'originId'], lose)
    return shapesAs(annotation.shape, KINDS, lose).flatMap((shape, index) => {
      const id = index === 0 ? annotation.id : `${annotation.id}-${index + 1}`
      if (shape.kind === 'mask') masks.push({ id, annotation: { ...annotation, shape } })
      return placesOf(shape, annotation.label, labels, lose).map((place, at) => ({
        id: at === 0 ? id : `${id}-${at + 1}`,
        name: annotation.label,
        slot_names: [SLOT],
        properties: propertiesOf(annotation),
        ...place,
      }))
    })
  })
  const raster = masks.length > 0 ? [rasterLayer(masks, width, height, lose)] : []
  return { version: '2.0', item: { name: fileName, path: '/', slots: [slot] }, annotations: [...raster, ...annotations] }
}

function propertiesOf({ attributes, occluded }: CalledAnnotation): object[] {
  const said = Object.entries({ ...attributes, ...(occluded && { occluded }) }).filter(([, value]) => value !== null)
  return said.map(([name, value]) => ({ frame_index: 0, name, type: typeof value, value }))
}

function placesOf(shape: ShapeOf<(typeof KINDS)[number]>, label: string, labels: readonly Label[], lose: Lose): object[] {
  switch (shape.kind) {
    case 'box':
      return [{ bounding_box: boxAround(shape) }]
    case 'polygon':
      return [{ bounding_box: boxAround(shape), polygon: { paths: [shape.ring, ...shape.holes].map(pointsOf) } }]
    case 'polyline':
      return [{ line: { path: pointsOf(shape.points) } }]
    case 'points':
      if (shape.points.length > 2) lose('sets of points written as single points', 'converted')
      return pointsOf(shape.points).map((point) => ({ keypoint: point }))
    case 'ellipse': {
      const { cx, cy, rx, ry, rotation } = shape
      return [{ ellipse: { angle: (rotation * Math.PI) / HALF_TURN, center: { x: cx, y: cy }, radius: { x: rx, y: ry } } }]
    }
    case 'mask':
      return [{ mask: {} }]
    case 'skeleton':
      return [{ skeleton: { nodes: nodesOf(shape, label, labels, lose) } }]
    case 'whole':
      return [{ tag: {} }]
  }
}

function boxAround(shape: Shape): object {
  const { x = 0, y = 0, width = 0, height = 0 } = bounds(shape) ?? {}
  return { x, y, w: width, h: height }
}

// Every joint has a place there.
function nodesOf(shape: ShapeOf<'skeleton'>, label: string, labels: readonly Label[], lose: Lose): object[] {
  const joints = keypointsOf(shape)
  const names = labels.find(({ name }) => name === label)?.skeleton?.keypoints ?? numberedJoints(joints.length)
  if (joints.some(({ visibility }) => visibility === VISIBILITY.absent))
    lose('keypoints that are absent: the format has no place for them', 'converted')
  return joints.map(({ x, y, visibility }, index) => ({
    name: names[index] ?? String(index + 1),
    x,
    y,
    occluded: visibility !== VISIBILITY.visible,
  }))
}

/** All masks of an image in one layer: what is drawn later lies on top. */
function rasterLayer(
  masks: readonly { id: string; annotation: CalledAnnotation }[],
  width: number,
  height: number,
  lose: Lose,
): object {
  const layer = new Int32Array(width * height)
  const frame = { x: 0, y: 0, width, height }
  let isCovered = false
  const inOrder = masks
    .map((mask, index) => ({ ...mask, value: index + 1 }))
    .sort((a, b) => a.annotation.order - b.annotation.order)
  for (const { annotation, value } of inOrder) {
    if (annotation.shape.kind !== 'mask') continue
    const inside = maskPixels(annotation.shape, frame)
    for (let at = 0; at < inside.length; at++) {
      if (inside[at] === 0) continue
      isCovered ||= layer[at] !== 0
      layer[at] = value
    }
  }
  if (isCovered) lose('parts of masks that lie under another mask')
  const runs: number[] = []
  for (let at = 0; at < layer.length; at++) {
    const value = layer[at] as number
    if (at > 0 && value === layer[at - 1]) runs[runs.length - 1] = (runs.at(-1) as number) + 1
    else runs.push(value, 1)
  }
  return {
    id: `raster-${masks[0]?.id}`,
    name: '__raster_layer__',
    slot_names: [SLOT],
    properties: [],
    raster_layer: {
      dense_rle: runs,
      mask_annotation_ids_mapping: Object.fromEntries(inOrder.map(({ id, value }) => [id, value])),
      total_pixels: width * height,
    },
  }
}
