import { boxWithin } from '../shapes/convert.ts'
import type { Bounds, Shape } from '../shapes/index.ts'
import { bounds } from '../shapes/index.ts'
import type { TaskId } from './task.ts'

/**
 * What a model of a task learns from a shape, and is measured by: in a detection project the box around it, as far as it lies on the image;
 * in a classification project the whole image (`box` is null). Null where the task learns nothing from it.
 */
export function learnedObject(
  task: TaskId,
  shape: Shape,
  image: { readonly width: number; readonly height: number },
): { readonly box: Bounds | null } | null {
  if (task === 'classification') return bounds(shape) === null ? { box: null } : null
  const inside = boxWithin(shape, image)
  return inside && { box: { x: inside.x, y: inside.y, width: inside.width, height: inside.height } }
}
