import { z } from 'zod'
import type { Shape } from '#shared/shapes/index.ts'
import { wholeTurn } from '#shared/shapes/rotated-box.ts'
import { VISIBILITY } from '#shared/shapes/skeleton.ts'
import { attributesAndOcclusion } from './fitting-attributes.ts'
import { kept } from './kept.ts'
import { areasOf } from './label-picture.ts'
import { flatPoints, ringsShape } from './rings-shape.ts'
import type { Lose } from './shapes-as.ts'

const HALF_TURN = 180
/** Pixels of the largest layer that is unpacked. */
const MOST_PIXELS = 5e7

const Place = z.object({ x: z.number(), y: z.number() })
const Path = z.array(Place)
const Raster = z.object({
  dense_rle: z.array(z.number().int().nonnegative()),
  mask_annotation_ids_mapping: z.record(z.string(), z.number().int()),
  total_pixels: z.number().int().optional(),
})
export type Raster = z.infer<typeof Raster>

/** An annotation of Darwin JSON, versions 1 and 2. */
export const DarwinAnnotation = z.looseObject({
  id: kept(z.string()),
  name: z.string(),
  polygon: kept(z.object({ paths: kept(z.array(Path)), path: kept(Path), additional_paths: kept(z.array(Path)) })),
  complex_polygon: kept(z.object({ path: z.array(Path) })),
  ellipse: kept(z.object({ angle: z.number(), center: Place, radius: Place })),
  line: kept(z.object({ path: Path })),
  keypoint: kept(Place),
  skeleton: kept(
    z.object({ nodes: z.array(z.object({ name: z.string(), x: z.number(), y: z.number(), occluded: kept(z.boolean()) })) }),
  ),
  bounding_box: kept(z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() })),
  tag: z.unknown().optional(),
  mask: z.unknown().optional(),
  raster_layer: kept(Raster),
  attributes: kept(z.array(z.string())),
  text: kept(z.object({ text: z.string() })),
  instance_id: kept(z.object({ value: z.union([z.string(), z.number()]) })),
  properties: kept(z.array(z.object({ name: z.string(), value: z.unknown().optional() }))),
  inference: kept(z.object({ confidence: z.number(), model: kept(z.object({ name: kept(z.string()) })) })),
})
export type DarwinAnnotation = z.infer<typeof DarwinAnnotation>

/** The shape of an annotation that is no mask; null where it has none. A box beside a polygon or ellipse is the one around it. */
export function darwinShape(one: DarwinAnnotation): Shape | null {
  const { polygon, complex_polygon: complex, ellipse, line, keypoint, skeleton, bounding_box: box } = one
  if (polygon ?? complex) {
    const paths = polygon?.paths ?? (polygon?.path ? [polygon.path, ...(polygon.additional_paths ?? [])] : complex?.path)
    return ringsShape((paths ?? []).map(flatPoints))
  }
  if (ellipse) {
    const { center, radius, angle } = ellipse
    const rotation = wholeTurn((angle * HALF_TURN) / Math.PI)
    return { kind: 'ellipse', cx: center.x, cy: center.y, rx: radius.x, ry: radius.y, rotation }
  }
  if (line) return { kind: 'polyline', points: flatPoints(line.path) }
  if (keypoint) return { kind: 'points', points: [keypoint.x, keypoint.y] }
  if (skeleton) {
    const joints = skeleton.nodes.flatMap(({ x, y, occluded }) => [x, y, occluded ? VISIBILITY.hidden : VISIBILITY.visible])
    return joints.length > 0 ? { kind: 'skeleton', keypoints: joints } : null
  }
  if (box) return { kind: 'box', x: box.x, y: box.y, width: box.w, height: box.h }
  return one.tag !== undefined ? { kind: 'whole' } : null
}

/** The masks of a raster layer by the ids of their annotations: pairs of a value and how often it follows, along the rows. Null where they do not cover the image. */
export function rasterMasks(raster: Raster, width: number, height: number): Map<string, Shape | null> | null {
  if (!(width * height <= MOST_PIXELS) || !Number.isInteger(width * height)) return null
  const values = new Int32Array(width * height)
  let at = 0
  for (let index = 0; index + 1 < raster.dense_rle.length; index += 2) {
    const [value, count] = [raster.dense_rle[index] as number, raster.dense_rle[index + 1] as number]
    if (at + count > values.length) return null
    values.fill(value, at, at + count)
    at += count
  }
  if (at !== values.length) return null
  const wanted = Object.entries(raster.mask_annotation_ids_mapping)
  const numbers = new Set(wanted.map(([, value]) => value))
  const areas = areasOf({ width, height, numbers: values, isColoured: false, palette: null }, (value) => !numbers.has(value))
  const masks = new Map(areas.map(({ number, mask }) => [number, mask]))
  return new Map(wanted.map(([id, value]) => [id, masks.get(value) ?? null]))
}

/** What is said of an annotation besides its place. */
export function darwinExtras({ id, attributes, text, instance_id: instance, properties }: DarwinAnnotation, lose: Lose) {
  const answers = new Map<string, unknown[]>()
  for (const { name, value } of properties ?? []) if (value != null) answers.set(name, [...(answers.get(name) ?? []), value])
  const said = {
    ...Object.fromEntries((attributes ?? []).map((name) => [name, true])),
    ...Object.fromEntries([...answers].map(([name, values]) => [name, joinedAnswers(values)])),
    ...(text && { text: text.text }),
    ...(instance && { instance_id: instance.value }),
  }
  return { ...attributesAndOcclusion(said, lose), ...(id && { id }) }
}

/** Several answers are one text; what is no plain value is left as it is. */
const joinedAnswers = (values: readonly unknown[]): unknown =>
  values.length === 1 ? values[0] : values.some((value) => typeof value === 'object') ? values : values.join('; ')
