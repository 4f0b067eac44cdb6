import type { Shape, ShapeKindId, ShapeOf } from '#shared/shapes/index.ts'
import { pairsOf } from '#shared/shapes/ring.ts'
import { cornersOf } from '#shared/shapes/rotated-box.ts'
import type { Findings } from '../findings.ts'
import { stemOf } from '../sources/tree-path.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { pictureOfMask } from './mask-png.ts'
import { type Lose, loseExtras, shapesAs } from './shapes-as.ts'
import { type Entry, imageFiles, splitFolder } from './written-entries.ts'

type Annotation = Entry['annotations'][number]

/** The version of LabelMe whose files these are. */
const VERSION = '5.5.0'
const KINDS = ['box', 'rotated-box', 'polygon', 'polyline', 'points', 'mask'] as const satisfies readonly ShapeKindId[]
/** Of ellipses, circles. */
type Held = ShapeOf<(typeof KINDS)[number] | 'ellipse'>

/** A JSON file for each image, in the folder of its split and, where wanted, the image beside it. */
export async function* writeLabelMe(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  yield* imageFiles(source, (entry) => `${splitFolder(entry)}/${entry.fileName}`)
  for await (const entry of source.entries())
    yield { path: `${splitFolder(entry)}/${stemOf(entry.fileName)}.json`, content: { text: document(entry, findings) } }
}

async function* document(entry: Entry, findings: Findings): AsyncIterable<string> {
  const lose: Lose = (what, kind) => findings.lose(what, entry.name, 1, kind)
  const groups = [...new Set(entry.annotations.flatMap(({ group }) => group ?? []))]
  const classes = entry.annotations.filter(({ shape }) => shape.kind === 'whole')
  for (const annotation of classes) loseExtras(annotation, [], lose)
  const shapes: object[] = []
  for (const annotation of inDrawingOrder(entry.annotations)) {
    if (annotation.shape.kind === 'whole') continue
    loseExtras(annotation, ['attributes', 'occluded', 'group'], lose)
    for (const shape of held(annotation.shape, lose)) shapes.push({ ...saidOf(annotation, groups), ...(await written(shape)) })
  }
  const file = {
    version: VERSION,
    flags: Object.fromEntries(classes.map(({ label }) => [label, true])),
    shapes,
    imagePath: entry.fileName,
    imageData: null,
    imageHeight: entry.height,
    imageWidth: entry.width,
  }
  yield `${JSON.stringify(file, null, 2)}\n`
}

const inDrawingOrder = (annotations: readonly Annotation[]): Annotation[] => [...annotations].sort((a, b) => a.order - b.order)

/** Circles are the only ellipses, and no polygon has holes. */
function held(shape: Shape, lose: Lose): Held[] {
  if (shape.kind === 'ellipse' && shape.rx === shape.ry) return [shape]
  if (shape.kind === 'polygon' && shape.holes.length > 0)
    return shapesAs(shape, ['mask'], (_, kind) => lose('polygons with holes written as masks', kind))
  return shapesAs(shape, shape.kind === 'ellipse' ? ['polygon'] : KINDS, lose)
}

function saidOf({ label, attributes, occluded, group }: Annotation, groups: readonly string[]): object {
  const { description, ...others } = attributes
  const said = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== null))
  return {
    label,
    group_id: group === null ? null : groups.indexOf(group) + 1,
    description: typeof description === 'string' ? description : '',
    flags: occluded ? { occluded } : {},
    ...(Object.keys(said).length > 0 && { attributes: said }),
  }
}

async function written(shape: Held): Promise<object> {
  switch (shape.kind) {
    case 'box':
      return { shape_type: 'rectangle', points: pairsOf([shape.x, shape.y, shape.x + shape.width, shape.y + shape.height]) }
    case 'rotated-box':
      return { shape_type: 'oriented_rectangle', points: pairsOf(cornersOf(shape)) }
    case 'polygon':
      return { shape_type: 'polygon', points: pairsOf(shape.ring) }
    case 'polyline':
      return { shape_type: 'linestrip', points: pairsOf(shape.points) }
    case 'points':
      return { shape_type: shape.points.length === 2 ? 'point' : 'points', points: pairsOf(shape.points) }
    case 'ellipse':
      return { shape_type: 'circle', points: pairsOf([shape.cx, shape.cy, shape.cx + shape.rx, shape.cy]) }
    case 'mask': {
      const { x, y, width, height } = shape
      const picture = (await pictureOfMask(shape)).toString('base64')
      return { shape_type: 'mask', points: pairsOf([x, y, x + width - 1, y + height - 1]), mask: picture }
    }
  }
}
