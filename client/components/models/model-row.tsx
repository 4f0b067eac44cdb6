import { Badge } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Model } from '#shared/domain/training.ts'
import { mainMetric } from '#shared/tasks/index.ts'
import { ago, count, decimal, metric } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { StateTag } from '../state-tag.tsx'
import { Trend } from '../trend.tsx'
import styles from './model-row.module.css'

interface Props {
  readonly model: Model
  readonly alias: 'champion' | 'challenger' | null
  readonly onOpen: () => void
}

const ALIASES = { champion: t('champion'), challenger: t('challenger') } as const

/** One version of the list: its figure, its verdict in a word, its alias. */
export function ModelRow({ model, alias, onOpen }: Props) {
  const { version, gate, evaluation, labels, architecture, createdAt, approval, tags = [] } = model
  return (
    <tr data-link="true" onClick={onOpen} data-testid="model-row" data-version={version}>
      <td className={styles.names}>
        <Link
          to="/projects/$projectId/models/$version"
          params={{ projectId: model.projectId, version }}
          className={styles.version}
          onClick={(event) => event.stopPropagation()}
        >
          v{version}
        </Link>
        {alias && (
          <Badge size="sm" variant={alias === 'champion' ? 'filled' : 'light'} tt="none" ms={8}>
            {ALIASES[alias]}
          </Badge>
        )}
        {tags.map((tag) => (
          <Badge key={tag} size="sm" variant="outline" color="gray" tt="none" ms={6}>
            {tag}
          </Badge>
        ))}
      </td>
      <td data-number="true">
        <b className={styles.figure}>{metric(evaluation && mainMetric(evaluation))}</b> <Trend value={gate?.difference ?? null} />
      </td>
      <td>
        {gate ? (
          <StateTag tone={gate.verdict === 'promote' && approval?.state !== 'declined' ? 'good' : 'warn'}>
            {verdictWord(model)}
          </StateTag>
        ) : (
          <StateTag tone="quiet">{t('not judged')}</StateTag>
        )}
      </td>
      <td data-number="true">{count(labels)}</td>
      <td data-number="true">{evaluation ? `${decimal(evaluation.latencyMs, 0)} ms` : '–'}</td>
      <td className={styles.soft}>{architecture}</td>
      <td className={styles.soft}>{ago(createdAt)}</td>
    </tr>
  )
}

function verdictWord({ gate, approval }: Model): string {
  if (gate?.verdict !== 'promote') return t('held')
  if (approval?.state === 'waiting') return t('waits for approval')
  return approval?.state === 'declined' ? t('declined') : t('passed')
}
