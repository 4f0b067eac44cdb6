import { useElementSize } from '@mantine/hooks'
import type { SearchParameter } from '#shared/domain/study.ts'
import type { Tunable } from '#shared/routes/studies.ts'
import { metric } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { axisWords } from './axis-words.ts'
import { ParallelAxis } from './parallel-axis.tsx'
import styles from './parallel-coordinates.module.css'
import { type Brush, FIGURE_AXIS, figureRange, type Line, linesOf, type PlottedRun } from './parallel-lines.ts'
import { parameterTitle } from './study-words.ts'

const AXIS_PX = 200
const EDGE_PX = { top: 44, side: 64 }
/** Below the axes: the words at their ends, and room for lines where a parameter is not in force. */
const END_WORDS_PX = 24
const NOT_IN_FORCE_PX = 28
/** Of a title's letters, on average. */
const LETTER_PX = 7.5

interface Props<R extends PlottedRun> {
  readonly runs: readonly R[]
  readonly space: readonly SearchParameter[]
  readonly tunables: readonly Tunable[] | undefined
  readonly metricTitle: string
  /** Whether the lowest figure is the best, as of a loss. */
  readonly isLowBest?: boolean
  readonly brush: Brush
  readonly onBrush: (brush: Brush) => void
  readonly hovered: string | null
  readonly onHover: (runId: string | null) => void
  readonly onOpen: (run: R) => void
}

/** Every run as a line across its parameters to its figure; dragging along an axis leaves only the runs that pass through there. */
export function ParallelCoordinates<R extends PlottedRun>({
  runs,
  space,
  tunables,
  metricTitle,
  isLowBest = false,
  brush,
  onBrush,
  hovered,
  onHover,
  onOpen,
}: Props<R>) {
  const { ref, width } = useElementSize<HTMLDivElement>()
  const names = [...space.map(({ name }) => name), FIGURE_AXIS]
  const lines = linesOf(runs, space, brush, isLowBest)
  const range = figureRange(runs)
  const apart = Math.max(0, width - 2 * EDGE_PX.side) / Math.max(1, names.length - 1)
  const isPartial = lines.some(({ at }) => at.includes(null))
  const bottom = EDGE_PX.top + AXIS_PX
  const frameHeight = bottom + END_WORDS_PX + (isPartial ? NOT_IN_FORCE_PX : 0)
  const xOf = (axis: number) => EDGE_PX.side + axis * apart
  const yOf = (height: number | null) => (height === null ? frameHeight - NOT_IN_FORCE_PX / 2 : bottom - height * AXIS_PX)
  return (
    <div ref={ref} className={styles.frame} style={{ height: frameHeight }} data-testid="parallel-coordinates">
      {width > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: a picture with sliders is no form
        <svg width={width} height={frameHeight} role="group" aria-label={t('Parameters of every run, and the figure it reached')}>
          <g className={styles.lines}>
            {lines.map((line) => (
              <RunLine
                key={line.run.id}
                line={line}
                points={line.at.map((height, axis) => `${xOf(axis)},${yOf(height)}`).join(' ')}
                hovered={hovered === line.run.id}
                onHover={onHover}
                onOpen={onOpen}
                title={t('Run {{number}}: {{metricTitle}} {{figure}}', {
                  number: line.run.number,
                  metricTitle,
                  figure: metric(line.value),
                })}
              />
            ))}
          </g>
          {names.map((name, axis) => {
            const parameter = space[axis]
            const words = parameter ? axisWords(parameter) : { low: metric(range.low), high: metric(range.high), between: [] }
            return (
              <ParallelAxis
                key={name}
                name={name}
                title={parameter ? parameterTitle(name, tunables) : metricTitle}
                letters={Math.floor(apart / LETTER_PX)}
                x={xOf(axis)}
                top={yOf(1)}
                bottom={yOf(0)}
                words={words}
                brush={brush}
                onBrush={onBrush}
              />
            )
          })}
        </svg>
      )}
    </div>
  )
}

interface RunLineProps<R extends PlottedRun> {
  readonly line: Line<R>
  readonly points: string
  readonly title: string
  readonly hovered: boolean
  readonly onHover: (runId: string | null) => void
  readonly onOpen: (run: R) => void
}

// The table beside has the same runs as links: for the keyboard and for those who cannot see the picture.
function RunLine<R extends PlottedRun>({ line: { run, rank, shown }, points, title, hovered, onHover, onOpen }: RunLineProps<R>) {
  const strength = Math.round(rank ** 2 * 100)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the table has the same runs as links
    <g
      data-testid="parallel-line"
      data-shown={shown}
      data-hovered={hovered}
      className={styles.run}
      onPointerEnter={() => shown && onHover(run.id)}
      onPointerLeave={() => onHover(null)}
      onClick={() => shown && onOpen(run)}
    >
      <title>{title}</title>
      <polyline className={styles.reach} points={points} />
      <polyline
        className={styles.line}
        points={points}
        style={{
          stroke: `color-mix(in oklab, var(--accent) ${strength}%, var(--line-strong))`,
          strokeWidth: hovered ? 3 : 1.2 + rank,
        }}
      />
    </g>
  )
}
