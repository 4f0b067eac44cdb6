import type uPlot from 'uplot'

const ABOVE_PX = 12
const SIZE_PX = 11
const FAMILY = 'Inter, ui-sans-serif, system-ui, sans-serif'

/** A plugin that writes a name above each point of the first or second series, whichever has a value there. */
export function pointNames(names: () => readonly string[], color: string): uPlot.Plugin {
  return { hooks: { draw: (plot) => writeNames(plot, names(), color) } }
}

function writeNames(plot: uPlot, names: readonly string[], color: string): void {
  const { ctx, data } = plot
  const ratio = devicePixelRatio
  const [xs, first, second] = data
  ctx.save()
  ctx.font = `600 ${SIZE_PX * ratio}px ${FAMILY}`
  ctx.fillStyle = color
  ctx.textAlign = 'center'
  names.forEach((name, index) => {
    const x = xs[index]
    const y = first?.[index] ?? second?.[index]
    if (x === undefined || y === undefined || y === null) return
    ctx.fillText(name, plot.valToPos(x, 'x', true), plot.valToPos(y, 'y', true) - ABOVE_PX * ratio)
  })
  ctx.restore()
}
