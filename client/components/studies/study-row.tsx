import { Progress } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { searchMethods } from '#shared/domain/study.ts'
import type { StudySummary, Tunable } from '#shared/routes/studies.ts'
import { ago, duration, metric } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { StateTag } from '../state-tag.tsx'
import styles from './study-row.module.css'
import { parameterTitle, studyStateWord, studyTone } from './study-words.ts'

interface Props {
  readonly study: StudySummary
  readonly tunables: readonly Tunable[] | undefined
  readonly onOpen: () => void
}

/** One study of the table; the whole row leads to it. */
export function StudyRow({ study, tunables, onOpen }: Props) {
  const { projectId, id, number, method, space, budget, best, progress, modelVersion, createdAt } = study
  return (
    <tr data-link="true" onClick={onOpen} data-testid="study-row" data-state={study.state}>
      <td>
        <Link
          to="/projects/$projectId/runs/studies/$studyId"
          params={{ projectId, studyId: id }}
          className={styles.number}
          onClick={(event) => event.stopPropagation()}
        >
          {number}
        </Link>
      </td>
      <td>
        <StateTag tone={studyTone(study)}>{studyStateWord(study)}</StateTag>
      </td>
      <td>{translated(searchMethods[method].title)}</td>
      <td className={styles.names}>{space.map(({ name }) => parameterTitle(name, tunables)).join(', ')}</td>
      <td>
        <span className={styles.runs}>
          <Progress value={(progress.ended / Math.max(1, budget.runs)) * 100} size={5} aria-label={t('Runs that have ended')} />
          {t('{{ended}} of {{runs}}', { ended: progress.ended, runs: budget.runs })}
        </span>
      </td>
      <td data-number="true">{metric(best?.value)}</td>
      <td data-number="true">{duration(progress.seconds)}</td>
      <td>
        {modelVersion === null ? (
          '–'
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
      <td className={styles.names}>{ago(createdAt)}</td>
    </tr>
  )
}
