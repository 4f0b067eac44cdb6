import type { Box, Mask } from '#shared/shapes/index.ts'
import { stemOf } from '../sources/tree-path.ts'
import { heldBox } from './held-box.ts'
import type { Lose } from './shapes-as.ts'
import type { Entry } from './written-entries.ts'
import { paintedOf } from './written-masks.ts'

/** An annotation as Open Images holds it: its box and, where it is more than that, its pixels in a picture of their own. */
export interface OpenImagesObject {
  readonly annotation: Entry['annotations'][number]
  readonly box: Box
  readonly mask: { readonly pixels: Mask; readonly file: string } | null
}

/** The objects of an image; labels of the whole image are none. */
export function openImagesObjects(entry: Entry, lose: Lose): OpenImagesObject[] {
  return entry.annotations.flatMap((annotation, index): OpenImagesObject[] => {
    const { shape } = annotation
    if (shape.kind === 'whole') return []
    const isArea = AREAS.has(shape.kind)
    const [painted] = isArea ? paintedOf({ ...entry, annotations: [annotation] }, lose) : []
    if (painted) {
      const { x, y, width, height } = painted.mask
      const mask = { pixels: painted.mask, file: `${stemOf(entry.fileName)}_${index + 1}.png` }
      return [{ annotation, box: { kind: 'box', x, y, width, height }, mask }]
    }
    const box = isArea ? null : heldBox(shape, entry, lose)
    return box ? [{ annotation, box, mask: null }] : []
  })
}

/** Shapes of which the pixels are kept. */
const AREAS: ReadonlySet<string> = new Set(['polygon', 'mask', 'ellipse', 'rotated-box'])
