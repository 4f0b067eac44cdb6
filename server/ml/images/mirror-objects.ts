import { keypointsOf } from '#shared/shapes/skeleton.ts'
import type { LabelledObject } from '../tasks/task.ts'
import type { Placement } from './placement.ts'

/** Per label, which keypoint each one is in a mirror; none where a label has no skeleton. */
export type MirrorOrders = readonly (readonly number[])[]

/** Objects that were placed, with left and right exchanged where the placement mirrors: in a mirror a left ear is a right one. */
export function mirrorObjects(objects: LabelledObject[], { xx, xy, yx, yy }: Placement, orders: MirrorOrders): LabelledObject[] {
  if (xx * yy - xy * yx >= 0) return objects
  return objects.map((object) => {
    const order = orders[object.label] ?? []
    if (object.shape.kind !== 'skeleton' || order.length === 0) return object
    const before = keypointsOf(object.shape)
    const keypoints = before.flatMap((own, place) => {
      const { x, y, visibility } = before[order[place] ?? place] ?? own
      return [x, y, visibility]
    })
    return { ...object, shape: { kind: 'skeleton', keypoints } }
  })
}
