import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import styles from './plot.module.css'
import { type PlotColors, plotColors } from './plot-colors.ts'

export type PlotSpec = Omit<uPlot.Options, 'width' | 'height'>

interface Props {
  /** Aligned as uPlot wants it: first the x values in rising order, then one list per series. */
  readonly data: uPlot.AlignedData
  /** Built anew when it or the theme changes: keep it stable with useCallback. */
  readonly spec: (colors: PlotColors) => PlotSpec
  readonly height: number
  /** What the picture shows, for those who cannot see it. */
  readonly label: string
}

/** A uPlot chart as wide as its place, in the theme's colours. */
export function Plot({ data, spec, height, label }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const latest = useRef(data)
  latest.current = data
  const scheme = useComputedColorScheme('dark', { getInitialValueInEffect: false })

  // biome-ignore lint/correctness/useExhaustiveDependencies: another scheme means other colours, which are read from the page
  useEffect(() => {
    const element = frame.current
    if (!element) return
    const options = { ...spec(plotColors()), width: Math.max(element.clientWidth, 1), height }
    const created = new uPlot(options, latest.current, element)
    plot.current = created
    const observer = new ResizeObserver(() => created.setSize({ width: Math.max(element.clientWidth, 1), height }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      created.destroy()
      plot.current = null
    }
  }, [spec, height, scheme])

  useEffect(() => {
    if (plot.current) showData(plot.current, data)
  }, [data])

  return <div ref={frame} className={styles.plot} style={{ height }} role="img" aria-label={label} />
}

// New points of a live curve must not take away the stretch that somebody looks at.
function showData(plot: uPlot, data: uPlot.AlignedData): void {
  const { min, max } = plot.scales.x ?? {}
  const [before] = plot.data
  const isWhole = min == null || max == null || (min <= (before[0] ?? min) && max >= (before.at(-1) ?? max))
  plot.setData(data, isWhole)
  if (!isWhole) plot.setScale('x', { min, max })
}
