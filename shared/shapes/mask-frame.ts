import type { Mask } from './mask.ts'
import { paintedColumns } from './mask-pixels.ts'
import { runsOf } from './mask-runs.ts'
import { encodeRuns, type RunLengths } from './run-length.ts'

/** COCO's compressed run lengths of a mask over a whole image, of which it takes what lies inside. */
export function frameCounts(mask: Mask, width: number, height: number): string {
  const runs = createRuns(height)
  for (const { column, from, to } of paintedColumns(runsOf(mask))) {
    const x = mask.x + column
    if (x >= 0 && x < width) runs.add(x, Math.max(mask.y + from, 0), Math.min(mask.y + to, height))
  }
  return encodeRuns({ height, width, runs: runs.upTo(width * height) })
}

/** The mask of run lengths over a whole image: its smallest crop; null where nothing is inside. */
export function croppedMask(image: RunLengths): Mask | null {
  const parts = [...paintedColumns(image)]
  const [first, last] = [parts[0], parts.at(-1)]
  if (!first || !last) return null
  const top = parts.reduce((least, { from }) => Math.min(least, from), image.height)
  const height = parts.reduce((most, { to }) => Math.max(most, to), 0) - top
  const width = last.column - first.column + 1
  const runs = createRuns(height)
  for (const { column, from, to } of parts) runs.add(column - first.column, from - top, to - top)
  const counts = encodeRuns({ height, width, runs: runs.upTo(width * height) })
  return { kind: 'mask', x: first.column, y: top, width, height, counts }
}

/** Collects run lengths from parts of columns, given from the left and from above. */
function createRuns(height: number) {
  const runs = [0]
  let end = 0
  const add = (inside: boolean, length: number) => {
    if (inside !== (runs.length % 2 === 0)) runs.push(0)
    runs[runs.length - 1] = (runs.at(-1) as number) + length
    end += length
  }
  return {
    add(column: number, from: number, to: number): void {
      if (to <= from) return
      const start = column * height + from
      if (start > end) add(false, start - end)
      add(true, to - from)
    },
    upTo(pixels: number): number[] {
      if (pixels > end) add(false, pixels - end)
      return runs
    },
  }
}
