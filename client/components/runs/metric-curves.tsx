import { useState } from 'react'
import type { ProjectId, RunId } from '#shared/domain/ids.ts'
import { ComparedCurves } from '../compare/compared-curves.tsx'
import styles from '../compare/curve-controls.module.css'
import { CurveControls, type CurveLook } from '../compare/curve-controls.tsx'

const SHOWN_AT_FIRST = 4

interface Props {
  readonly projectId: ProjectId
  readonly runId: RunId
  readonly metrics: readonly string[]
}

/** The metrics of one run as curves: which ones, how smooth and on which scale is the person's choice. */
export function MetricCurves({ projectId, runId, metrics }: Props) {
  const [look, setLook] = useState<CurveLook | null>(null)
  const present = look ?? { metrics: metrics.slice(0, SHOWN_AT_FIRST), axis: 'steps', smoothing: 0, log: false }
  if (metrics.length === 0) return null
  return (
    <>
      <CurveControls look={present} onLook={setLook} metrics={metrics} />
      <div className={styles.grid}>
        {present.metrics.map((metric) => (
          <ComparedCurves
            key={metric}
            projectId={projectId}
            runs={[runId]}
            metric={metric}
            axis={present.axis}
            smoothing={present.smoothing}
            log={present.log}
          />
        ))}
      </div>
    </>
  )
}
