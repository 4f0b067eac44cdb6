import type { Bounds } from '#shared/shapes/index.ts'

/** A tile is so many typical objects wide: small enough to notice one, large enough to be few. */
const OBJECTS_ACROSS = 8
/** Shares of the image's shorter side: where objects are tiny, or as large as the image, tiles are not. */
const LEAST_SHARE = 1 / 8
const MOST_SHARE = 3 / 4

/**
 * The pieces of an image to look at one by one, row by row, each row in the opposite direction so that the eye never jumps. They
 * cover the image without a gap; neighbours share a strip as wide as a typical object, so that one on the border is seen whole.
 */
export function sweepTiles(image: { width: number; height: number }, objects: readonly Bounds[]): Bounds[] {
  const shorter = Math.min(image.width, image.height)
  const typical = median(objects.map(({ width, height }) => Math.max(width, height))) ?? shorter / OBJECTS_ACROSS
  const side = Math.min(Math.max(typical * OBJECTS_ACROSS, shorter * LEAST_SHARE), shorter * MOST_SHARE)
  const overlap = Math.min(typical, side / 2)
  const columns = offsets(image.width, side, overlap)
  const rows = offsets(image.height, side, overlap)
  return rows.flatMap((y, row) =>
    (row % 2 === 0 ? columns : columns.toReversed()).map((x) => ({
      x,
      y,
      width: Math.min(side, image.width),
      height: Math.min(side, image.height),
    })),
  )
}

// Spread evenly from edge to edge, with at least the overlap between neighbours.
function offsets(length: number, side: number, overlap: number): number[] {
  if (side >= length) return [0]
  const count = Math.ceil((length - overlap) / (side - overlap))
  return Array.from({ length: count }, (_, index) => (index * (length - side)) / (count - 1))
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? null
}
