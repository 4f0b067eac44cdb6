import { Badge, Button, Skeleton, Tooltip } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
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
import { QueryError } from '../query-error.tsx'
import { useAct } from '../use-act.ts'
import styles from './snapshot-panel.module.css'

const DIGEST_SHOWN = 10
const SHOWN_AT_FIRST = 8

/** The frozen versions of the approved labels, newest first, each the way to its own page; a training takes one by itself. */
export function SnapshotPanel({ project, mayTake }: { project: ProjectSummary; mayTake: boolean }) {
  const { data: snapshots, error, refetch } = useQuery(queries.snapshots(project.id))
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
      title={t('Versions')}
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
      {!snapshots && !error && <Skeleton height={120} />}
      {!snapshots && error && <QueryError what={t('The versions')} error={error} retry={() => void refetch()} />}
      {snapshots?.length === 0 && (
        <p className={styles.none}>
          {t('None yet. Every training freezes the approved labels first, so that its model can be repeated.')}
        </p>
      )}
      {snapshots && snapshots.length > 0 && <List snapshots={snapshots} />}
    </Panel>
  )
}

// Those with a name are always on the list: somebody wants to find them.
function List({ snapshots }: { snapshots: readonly Snapshot[] }) {
  const shown = snapshots.filter(({ marks }, index) => index < SHOWN_AT_FIRST || marks?.name)
  return (
    <>
      <ol className={styles.list}>
        {shown.map((snapshot) => (
          <Row key={snapshot.id} snapshot={snapshot} />
        ))}
      </ol>
      {shown.length < snapshots.length && (
        <p className={styles.none}>
          {plural(snapshots.length - shown.length, 'and {{count}} older one', 'and {{count}} older ones')}
        </p>
      )}
    </>
  )
}

function Row({ snapshot }: { snapshot: Snapshot }) {
  const { id, projectId, number, digest, assets, annotations, labels, marks, createdAt } = snapshot
  return (
    <li data-testid="snapshot-row">
      <Link
        className={styles.row}
        to="/projects/$projectId/data/versions/$snapshotId"
        params={{ projectId, snapshotId: id }}
        data-testid="to-version"
      >
        <b className={styles.number}>{number}</b>
        <span className={styles.words}>
          <span className={styles.name}>
            {marks?.name ?? counted(annotations, 'label')}
            {marks?.tags?.map((tag) => (
              <Badge key={tag} size="xs" variant="light" color="gray">
                {tag}
              </Badge>
            ))}
          </span>
          <span className={styles.soft}>
            {marks?.name && `${counted(annotations, 'label')}, `}
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
      </Link>
    </li>
  )
}
