import { area, iou, type Shape } from '#shared/shapes/index.ts'
import { DETECTION_LIMIT } from './coco/comparison.ts'
import type { AreaImage } from './mask-groups.ts'
import { createMatchGroup, type MatchGroup } from './match-group.ts'

/** One label on every image, compared by the exact areas of outlines of one kind, as turned boxes are, in COCO's manner. */
export function areaGroups(images: readonly AreaImage[], label: string): MatchGroup[] {
  const measured = <Item extends { shape: Shape; label: string }>(items: readonly Item[]) =>
    items.filter((item) => item.label === label).map((item) => ({ ...item, area: area(item.shape) }))
  return images.map(({ truth, predictions }) =>
    createMatchGroup(
      measured(predictions),
      measured(truth).map((item) => ({ ...item, crowd: false, ignored: false })),
      DETECTION_LIMIT,
      (detection, wanted) => iou(detection.shape, wanted.shape),
    ),
  )
}
