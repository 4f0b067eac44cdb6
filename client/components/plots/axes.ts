import type uPlot from 'uplot'
import { count } from '../../figures.ts'
import type { PlotColors } from './plot-colors.ts'

const FONT = '11px Inter, ui-sans-serif, system-ui, sans-serif'
const LEFT_WIDTH_PX = 46
const BOTTOM_HEIGHT_PX = 30

/** Quiet axes: a figure line below, a figure column at the left, hairlines between. */
export function quietAxes({ faint, grid }: PlotColors, yFigure: (value: number) => string): uPlot.Axis[] {
  const common = { stroke: faint, font: FONT, ticks: { show: false } }
  return [
    { ...common, size: BOTTOM_HEIGHT_PX, grid: { show: false }, values: (_, values) => values.map(wholeFigure) },
    {
      ...common,
      size: LEFT_WIDTH_PX,
      grid: { stroke: grid, width: 1 },
      values: (_, values) => values.map((value) => (value === null ? '' : yFigure(value))),
    },
  ]
}

// Between steps there is nothing: a short curve would say "1" three times.
const wholeFigure = (value: number | null): string => (value !== null && Number.isInteger(value) ? count(value) : '')

/** A plugin that says which x index is under the pointer; null outside. */
export function hovering(onHover: (index: number | null) => void): uPlot.Plugin {
  return { hooks: { setCursor: (plot) => onHover(plot.cursor.idx ?? null) } }
}
