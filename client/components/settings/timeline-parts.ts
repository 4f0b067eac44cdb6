import type { DryRun } from '#shared/routes/triggers.ts'

const LABEL_WIDTH = 132
const BAR_BASE = 44
const BAR_GAP = 2
const STARTED_Y = 62
const TRAINED_Y = 80
const TICKS = 5
/** Half a mark, so that none is cut at the edge. */
const EDGE = 5

/** Where everything of the timeline lies in a picture of this width: bars of labels by day, two lanes of marks, alerts, dates. */
export function timelineParts({ from, to, approved, alerts }: DryRun['past'], width: number) {
  const span = Math.max(1, to - from)
  const x = (at: number) => LABEL_WIDTH + EDGE + ((at - from) / span) * (width - LABEL_WIDTH - 2 * EDGE)
  const most = Math.max(1, ...approved.map(({ labels }) => labels))
  const wide = (width - LABEL_WIDTH) / Math.max(1, approved.length)
  return {
    bars: approved
      .filter(({ labels }) => labels > 0)
      .map(({ from: day, labels }) => {
        const height = Math.max(1, (labels / most) * BAR_BASE)
        return { key: day, labels, x: Math.max(LABEL_WIDTH, x(day)), y: BAR_BASE - height, width: wide - BAR_GAP, height }
      }),
    lanes: { from: LABEL_WIDTH, started: STARTED_Y, trained: TRAINED_Y, x },
    alerts: alerts.map((alert) => ({ ...alert, x: x(alert.at) })),
    ticks: Array.from({ length: TICKS }, (_, index) => {
      const at = from + (index / (TICKS - 1)) * span
      return { at, x: x(at) }
    }),
  }
}
