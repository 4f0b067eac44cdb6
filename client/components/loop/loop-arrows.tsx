import { type Arrow, STATIONS } from './loop-activity.ts'
import styles from './loop-arrows.module.css'
import { loopPaths, type Place } from './loop-paths.ts'

interface Props {
  readonly width: number
  readonly height: number
  readonly places: readonly Place[]
  /** Height of the way back. */
  readonly returnAt: number
  readonly active: ReadonlySet<Arrow>
  /** Whether there is a champion that goes round. */
  readonly closed: boolean
}

/** The arrows of the loop; beads run along those on which something moves. */
export function LoopArrows({ width, height, places, returnAt, active, closed }: Props) {
  const { forward, back } = loopPaths(places, returnAt)
  return (
    <svg className={styles.arrows} width={width} height={height} aria-hidden="true">
      <defs>
        <Tip id="loop-tip" color="var(--line-strong)" />
        <Tip id="loop-tip-active" color="var(--accent)" />
      </defs>
      {forward.map((path, index) => {
        const name = STATIONS[index + 1] ?? 'champion'
        // The way into "suggested" is the way back: forward, images only stand there until a model looks.
        return <Line key={name} path={path} active={name !== 'suggested' && active.has(name)} />
      })}
      <Line path={back} active={active.has('suggested')} dashed={!closed} />
    </svg>
  )
}

function Line({ path, active, dashed = false }: { path: string; active: boolean; dashed?: boolean }) {
  return (
    <g className={styles.line} data-active={active} data-dashed={dashed}>
      <path d={path} markerEnd={`url(#${active ? 'loop-tip-active' : 'loop-tip'})`} />
      {active && <path d={path} className={styles.beads} />}
    </g>
  )
}

function Tip({ id, color }: { id: string; color: string }) {
  return (
    <marker
      id={id}
      viewBox="0 0 8 8"
      refX="2"
      refY="4"
      markerWidth="8"
      markerHeight="8"
      markerUnits="userSpaceOnUse"
      orient="auto"
    >
      <path d="M0 0 8 4 0 8 2 4Z" fill={color} />
    </marker>
  )
}
