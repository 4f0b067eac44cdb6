import type { PipelineStep } from '#shared/domain/pipeline.ts'
import { layersOf } from '#shared/pipeline/graph.ts'

export const STEP_WIDTH = 172
export const STEP_HEIGHT = 84
const BETWEEN_COLUMNS = 44
const BETWEEN_ROWS = 16

interface Spot {
  readonly step: PipelineStep
  readonly x: number
  readonly y: number
}

interface PictureLayout {
  readonly width: number
  readonly height: number
  readonly spots: readonly Spot[]
  /** SVG paths from step to step. */
  readonly arrows: readonly { readonly from: string; readonly to: string; readonly path: string }[]
}

/** Where the steps of a graph stand, in pixels: what must come first is further left, what may run side by side is in one column. */
export function layOut(steps: readonly PipelineStep[]): PictureLayout {
  const layers = layersOf(steps)
  const rows = Math.max(1, ...layers.map((layer) => layer.length))
  const height = rows * STEP_HEIGHT + (rows - 1) * BETWEEN_ROWS
  const spots = layers.flatMap((layer, column) => {
    const used = layer.length * STEP_HEIGHT + (layer.length - 1) * BETWEEN_ROWS
    return layer.map((step, row) => ({
      step,
      x: column * (STEP_WIDTH + BETWEEN_COLUMNS),
      y: (height - used) / 2 + row * (STEP_HEIGHT + BETWEEN_ROWS),
    }))
  })
  const byId = new Map(spots.map((spot) => [spot.step.id, spot]))
  const arrows = spots.flatMap((to) =>
    to.step.needs.flatMap((id) => {
      const from = byId.get(id)
      return from ? [{ from: id, to: to.step.id, path: pathBetween(from, to) }] : []
    }),
  )
  return { width: layers.length * (STEP_WIDTH + BETWEEN_COLUMNS) - BETWEEN_COLUMNS, height, spots, arrows }
}

/** Room for the tip of the arrow. */
const TIP = 8

function pathBetween(from: Spot, to: Spot): string {
  const [x1, y1] = [from.x + STEP_WIDTH, from.y + STEP_HEIGHT / 2]
  const [x2, y2] = [to.x - TIP, to.y + STEP_HEIGHT / 2]
  const bend = (x2 - x1) / 2
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
}
