/** A rectangle in pixels: its left and top edge and its sides. */
export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Area that two rectangles have in common, in square pixels. `border` is 1 where the far edge is an inclusive pixel, else 0. */
export function commonArea(a: Rectangle, b: Rectangle, border = 0): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) + border
  if (width <= 0) return 0
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) + border
  return height <= 0 ? 0 : width * height
}

/** Intersection over union, 0 to 1; for a crowd the intersection over the detection's own area, as COCO has it. */
export function boxOverlap(detection: Rectangle, truth: Rectangle, crowd = false): number {
  const common = commonArea(detection, truth)
  if (common === 0) return 0
  const own = detection.width * detection.height
  return common / (crowd ? own : own + truth.width * truth.height - common)
}
