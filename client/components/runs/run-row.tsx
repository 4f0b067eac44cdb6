import { Checkbox } from '@mantine/core'
import { IconStar, IconStarFilled } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { MouseEvent } from 'react'
import type { ProjectId, RunId } from '#shared/domain/ids.ts'
import type { Run } from '#shared/domain/training.ts'
import { type ListedRun, MOST_COMPARED } from '#shared/routes/tracking.ts'
import { duration } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { runSeconds, timeLeft } from '../run-words.ts'
import { Sparkline } from '../sparkline.tsx'
import { StateTag } from '../state-tag.tsx'
import { figureWord, type RunColumn, valueIn } from './run-columns.ts'
import styles from './run-table.module.css'
import { runName, trackedStateWord, trackedTone } from './tracked-words.ts'

const TAGS_SHOWN = 3

interface Props {
  readonly run: ListedRun
  /** The run as it is this very moment, where it is one of the loop that is known. */
  readonly live: Run | undefined
  readonly now: number
  readonly columns: readonly RunColumn[]
  readonly selected?: ReadonlySet<RunId>
  readonly onSelect?: (runId: RunId) => void
  readonly onStar: (run: ListedRun) => void
  readonly onOpen: (run: ListedRun) => void
  /** Whether it is in a project's list, or in one of outside clients alone. */
  readonly home: 'project' | 'installation'
}

/** One run of the table; the whole row leads to it. */
export function RunRow({ run, live, now, columns, selected, onSelect, onStar, onOpen, home }: Props) {
  const { id, experimentId, modelVersion, isFavourite, tags, message, sparkline } = run
  // The runs of a project's list are all of its experiment.
  const projectId = experimentId as string as ProjectId
  const state = live?.state ?? run.state
  const seconds = runSeconds(live ?? run, now)
  const isSelected = selected?.has(id) ?? false
  const present = live ? { ...run, metrics: { ...run.metrics, ...live.metrics } } : run
  return (
    <tr
      data-link="true"
      data-selected={isSelected}
      onClick={(event) => hasOwnAct(event) || onOpen(run)}
      data-testid="run-row"
      data-state={state}
    >
      {selected && (
        <td className={styles.narrow}>
          <Checkbox
            size="xs"
            checked={isSelected}
            disabled={!isSelected && selected.size >= MOST_COMPARED}
            onChange={() => onSelect?.(id)}
            aria-label={t('Compare {{run}}', { run: runName(run) })}
          />
        </td>
      )}
      <td className={styles.narrow}>
        <button
          type="button"
          className={styles.star}
          aria-pressed={isFavourite}
          aria-label={t('Favourite: {{run}}', { run: runName(run) })}
          onClick={() => onStar(run)}
          data-testid="star-run"
        >
          {isFavourite ? <IconStarFilled size={15} /> : <IconStar size={15} />}
        </button>
      </td>
      <td>
        {home === 'project' ? (
          <Link to="/projects/$projectId/runs/$runId" params={{ projectId, runId: id }} className={styles.name}>
            {runName(run)}
          </Link>
        ) : (
          <Link to="/experiments" search={{ experiment: experimentId, run: id }} className={styles.name}>
            {runName(run)}
          </Link>
        )}
      </td>
      <td>
        <StateTag tone={trackedTone({ ...run, state })}>{trackedStateWord({ ...run, state })}</StateTag>
      </td>
      <td>
        <Sparkline values={sparkline} />
      </td>
      {columns.map((column) => (
        <Cell key={column} value={valueIn(present, column)} isFigure={column.startsWith('metrics.')} />
      ))}
      <td data-number="true">{live?.state === 'training' ? timeLeft(live) : seconds === null ? '–' : duration(seconds)}</td>
      <td>
        {modelVersion === null ? (
          <span className={styles.soft}>–</span>
        ) : (
          <Link to="/projects/$projectId/models/$version" params={{ projectId, version: modelVersion }}>
            v{modelVersion}
          </Link>
        )}
      </td>
      <td>
        {Object.entries(tags)
          .slice(0, TAGS_SHOWN)
          .map(([key, value]) => (
            <span key={key} className={styles.tag} title={`${key}: ${value}`}>
              {value === '' ? key : `${key}: ${value}`}
            </span>
          ))}
      </td>
      <td className={styles.why}>{message === null ? '' : translated(message)}</td>
    </tr>
  )
}

// A star, a box to tick and a link lead where they lead.
const hasOwnAct = ({ target }: MouseEvent): boolean =>
  target instanceof Element && target.closest('a, button, input, label') !== null

function Cell({ value, isFigure }: { value: string | number | null; isFigure: boolean }) {
  return <td data-number={isFigure}>{value === null ? '–' : typeof value === 'number' ? figureWord(value) : value}</td>
}
