import type { CSSProperties, ReactNode } from 'react'
import type { PipelineStep, StepExecution } from '#shared/domain/pipeline.ts'
import { stepKinds } from '#shared/pipeline/step-kinds.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { layOut, STEP_HEIGHT, STEP_WIDTH } from './picture-layout.ts'
import styles from './pipeline-picture.module.css'

interface Props {
  readonly steps: readonly PipelineStep[]
  /** How each step went, where a run is shown. */
  readonly states?: readonly StepExecution[]
  readonly selected: string | null
  readonly onSelect: (id: string) => void
  /** Ids of steps with something wrong. */
  readonly wrong?: ReadonlySet<string>
  /** Below a step's name. */
  readonly note: (step: PipelineStep, state: StepExecution | null) => ReactNode
}

/** A graph of steps from left to right; what may run side by side stands in one column. Arrow keys of the browser go by Tab order. */
export function PipelinePicture({ steps, states = [], selected, onSelect, wrong, note }: Props) {
  const { width, height, spots, arrows } = layOut(steps)
  const stateOf = new Map(states.map((state) => [state.id, state]))
  const isOn = (id: string) => stateOf.get(id)?.state === 'running'
  return (
    <section className={styles.scroll} aria-label={t('Steps')} data-testid="pipeline-picture">
      <div className={styles.picture} style={{ width, height }}>
        <svg className={styles.arrows} width={width} height={height} aria-hidden="true">
          <defs>
            <marker
              id="step-tip"
              viewBox="0 0 8 8"
              refX="2"
              refY="4"
              markerWidth="8"
              markerHeight="8"
              markerUnits="userSpaceOnUse"
              orient="auto"
            >
              <path d="M0 0 8 4 0 8 2 4Z" />
            </marker>
          </defs>
          {arrows.map(({ from, to, path }) => (
            <path key={`${from} ${to}`} className={styles.arrow} data-active={isOn(to)} d={path} markerEnd="url(#step-tip)" />
          ))}
        </svg>
        {spots.map(({ step, x, y }) => {
          const state = stateOf.get(step.id) ?? null
          return (
            <button
              key={step.id}
              type="button"
              className={styles.step}
              style={{ '--x': `${x}px`, '--y': `${y}px`, width: STEP_WIDTH, height: STEP_HEIGHT } as CSSProperties}
              data-state={state?.state ?? (step.enabled ? 'on' : 'off')}
              data-wrong={wrong?.has(step.id) ?? false}
              data-testid={`step-${step.id}`}
              aria-pressed={selected === step.id}
              onClick={() => onSelect(step.id)}
            >
              {step.id !== step.uses && <span className={styles.kind}>{translated(stepKinds[step.uses].title)}</span>}
              <span className={styles.name}>{step.id === step.uses ? translated(stepKinds[step.uses].title) : step.id}</span>
              <span className={styles.note}>{note(step, state)}</span>
            </button>
          )
        })}
      </div>
    </section>
  )
}
