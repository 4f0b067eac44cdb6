import { Link } from '@tanstack/react-router'
import type { Run } from '#shared/domain/training.ts'
import { count, duration, metric } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { runSeconds, runStateWord, runTone, timeLeft } from '../run-words.ts'
import { Sparkline } from '../sparkline.tsx'
import { StateTag } from '../state-tag.tsx'
import styles from './run-row.module.css'

interface Props {
  readonly run: Run & { readonly sparkline: readonly number[] }
  readonly now: number
  readonly onOpen: () => void
}

/** One run of the table; the whole row leads to it. */
export function RunRow({ run, now, onOpen }: Props) {
  const { projectId, id, number, state, metrics, labels, modelVersion, trigger, message, sparkline } = run
  const seconds = runSeconds(run, now)
  return (
    <tr data-link="true" onClick={onOpen} data-testid="run-row" data-state={state}>
      <td>
        <Link to="/projects/$projectId/runs/$runId" params={{ projectId, runId: id }} className={styles.number}>
          {number}
        </Link>
      </td>
      <td>
        <StateTag tone={runTone(run)}>{runStateWord(run)}</StateTag>
      </td>
      <td>
        <Sparkline values={sparkline} />
      </td>
      <td data-number="true">{metric(metrics.best)}</td>
      <td data-number="true">{labels === null ? '–' : count(labels)}</td>
      <td data-number="true">{state === 'training' ? timeLeft(run) : seconds === null ? '–' : duration(seconds)}</td>
      <td>
        {modelVersion === null ? (
          <span className={styles.soft}>–</span>
        ) : (
          <Link
            to="/projects/$projectId/models/$version"
            params={{ projectId, version: modelVersion }}
            onClick={(event) => event.stopPropagation()}
          >
            v{modelVersion}
          </Link>
        )}
      </td>
      <td className={styles.why}>{translated(message ?? trigger.reason)}</td>
    </tr>
  )
}
