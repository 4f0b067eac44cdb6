import { groupBy } from '#shared/group-by.ts'
import { type Bounds, bounds, iou } from '#shared/shapes/index.ts'
import type { LabelledImage, MeasuredLabel } from './measured-label.ts'

/** Rectangles around two shapes that overlap less cannot be the same thing twice: their outlines are not compared. */
const LEAST_OVERLAP = 0.1

type Label = LabelledImage['labels'][number]

/** Labels that overlap an earlier one of the same name and kind of shape, with the greatest overlap (IoU) of each. */
export function repeatedLabels(labels: readonly Label[]): MeasuredLabel[] {
  return [...groupBy(labels, ({ label, shape }) => `${shape.kind}\0${label}`).values()].flatMap(repeatedAmong)
}

// Swept from left to right: only shapes whose columns meet are compared.
function repeatedAmong(labels: readonly Label[]): MeasuredLabel[] {
  const placed = labels.flatMap((one, place) => {
    const extent = bounds(one.shape)
    return extent && extent.width > 0 && extent.height > 0 ? [{ one, place, extent }] : []
  })
  placed.sort((a, b) => a.extent.x - b.extent.x)
  const found = new Map<Label, number>()
  for (const [at, first] of placed.entries())
    for (let next = at + 1; next < placed.length; next++) {
      const second = placed[next]
      if (!second || second.extent.x >= first.extent.x + first.extent.width) break
      if (overlapOf(first.extent, second.extent) < LEAST_OVERLAP) continue
      const overlap = iou(first.one.shape, second.one.shape)
      const later = first.place > second.place ? first.one : second.one
      if (overlap > (found.get(later) ?? 0)) found.set(later, overlap)
    }
  return [...found].map(([{ id }, value]) => ({ id, value }))
}

function overlapOf(a: Bounds, b: Bounds): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  if (width <= 0 || height <= 0) return 0
  const both = width * height
  return both / (a.width * a.height + b.width * b.height - both)
}
