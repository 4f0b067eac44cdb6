import type { LearnedShape } from '#shared/decoding/prediction.ts'
import { outline, type Shape } from '#shared/shapes/index.ts'

/** A shape in the few kinds that may be scaled and turned with their image: turned boxes, ellipses and masks by their outlines; null where it has none. */
export function learnedShape(shape: Shape): LearnedShape | null {
  switch (shape.kind) {
    case 'box':
    case 'polygon':
    case 'skeleton':
    case 'whole':
      return shape
    case 'rotated-box':
    case 'ellipse':
    case 'mask': {
      const [ring, ...holes] = outline(shape)
      return ring ? { kind: 'polygon', ring: [...ring], holes: holes.map((hole) => [...hole]) } : null
    }
    case 'polyline':
    case 'points':
      return null
    default:
      return shape satisfies never
  }
}
