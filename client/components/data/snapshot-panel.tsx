import { Button, Skeleton, Tooltip } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Split } from '#shared/domain/asset.ts'
import type { Snapshot } from '#shared/domain/training.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { ago, count, counted } from '../../figures.ts'
import { plural, t } from '../../i18n.ts'
import { jobKey, queries } from '../../queries.ts'
import { SPLIT_WORDS } from '../assets/status-words.ts'
import { Panel } from '../page.tsx'
import { useAct } from '../use-act.ts'
import styles from './snapshot-panel.module.css'

const DIGEST_SHOWN = 10

/** The frozen sets of approved labels, newest first; a training takes one by itself. */
export function SnapshotPanel({ project, mayTake }: { project: ProjectSummary; mayTake: boolean }) {
  const { data: snapshots } = useQuery(queries.snapshots(project.id))
  const cache = useQueryClient()
  const take = useAct(
    async () => {
      const { jobId } = await call(routes.data.takeSnapshot, { params: { projectId: project.id } })
      await cache.invalidateQueries({ queryKey: jobKey(jobId) })
    },
    () => t('The approved labels are being frozen'),
  )
  return (
    <Panel
      title={t('Snapshots')}
      aside={
        mayTake && (
          <Button
            size="xs"
            variant="light"
            onClick={() => take.mutate()}
            loading={take.isPending}
            disabled={project.assets.approved === 0}
            data-testid="take-snapshot"
          >
            {t('Take one now')}
          </Button>
        )
      }
    >
      {!snapshots && <Skeleton height={120} />}
      {snapshots?.length === 0 && (
        <p className={styles.none}>
          {t('None yet. Every training freezes the approved labels first, so that its model can be repeated.')}
        </p>
      )}
      <ol className={styles.list}>
        {snapshots?.map((snapshot) => (
          <Row key={snapshot.id} snapshot={snapshot} />
        ))}
      </ol>
    </Panel>
  )
}

function Row({ snapshot: { number, digest, assets, annotations, labels, createdAt } }: { snapshot: Snapshot }) {
  return (
    <li className={styles.row} data-testid="snapshot-row">
      <b className={styles.number}>{number}</b>
      <span className={styles.words}>
        <span>{counted(annotations, 'label')}</span>
        <span className={styles.soft}>
          {Split.options.map((split) => `${SPLIT_WORDS[split]} ${count(assets[split] ?? 0)}`).join(', ')}
        </span>
      </span>
      <Tooltip
        label={labels.map(({ label, train, validation, test }) => `${label} ${count(train + validation + test)}`).join(', ')}
        disabled={labels.length === 0}
        multiline
        maw={360}
      >
        <span className={styles.soft}>{plural(labels.length, '{{count}} kind of label', '{{count}} kinds of label')}</span>
      </Tooltip>
      <code className={styles.digest} title={digest}>
        {digest.slice(0, DIGEST_SHOWN)}
      </code>
      <time className={styles.soft}>{ago(createdAt)}</time>
    </li>
  )
}
