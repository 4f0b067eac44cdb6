import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { AssetId, ProjectId, RunId } from '#shared/domain/ids.ts'
import type { LineageKind, LineageNode } from '#shared/domain/lineage.ts'
import type { Model } from '#shared/domain/training.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { Panel } from '../page.tsx'
import { QueryError } from '../query-error.tsx'
import styles from './model-lineage.module.css'

/** From the labels to what became of the model's suggestions: two steps either way. */
const STEPS = 2
const COLUMNS: readonly { kind: LineageKind; title: string }[] = [
  { kind: 'snapshot', title: t('Learned from') },
  { kind: 'run', title: t('By') },
  { kind: 'model', title: t('Model') },
  { kind: 'prediction', title: t('Suggested') },
  { kind: 'correction', title: t('What people made of it') },
]

/** Where a model comes from and what came of its suggestions, one column for each kind of thing. */
export function ModelLineage({ model: { projectId, version } }: { model: Model }) {
  const lineage = useInfiniteQuery(queries.lineage(projectId, `model:${version}`, STEPS))
  if (lineage.error && !lineage.data)
    return <QueryError what={t('The lineage')} error={lineage.error} retry={() => void lineage.refetch()} />
  if (!lineage.data) return <Skeleton height={220} radius={12} />
  const { pages } = lineage.data
  const nodes = [...new Map(pages.flatMap((page) => page.nodes).map((node) => [node.ref, node])).values()]
  const after = new Map(pages.flatMap((page) => page.edges).map(({ from, to }) => [from, to]))
  const byRef = new Map(nodes.map((node) => [node.ref, node]))
  const predictions = nodes.filter(({ kind }) => kind === 'prediction')
  return (
    <Panel title={t('Lineage')} aside={t('each place leads on')}>
      <div className={styles.columns} data-testid="model-lineage">
        {COLUMNS.slice(0, 3).map(({ kind, title }) => (
          <div key={kind}>
            <h3>{title}</h3>
            {nodes
              .filter((node) => node.kind === kind)
              .map((node) => (
                <Place key={node.ref} projectId={projectId} node={node} />
              ))}
          </div>
        ))}
        <div className={styles.pairs}>
          <h3>{COLUMNS[3]?.title}</h3>
          <h3>{COLUMNS[4]?.title}</h3>
          {predictions.map((node) => (
            <Pair key={node.ref} projectId={projectId} node={node} result={byRef.get(after.get(node.ref) ?? '')} />
          ))}
          {predictions.length === 0 && <p>{t('It has suggested nothing that is still there.')}</p>}
        </div>
      </div>
      {lineage.hasNextPage && (
        <Button size="xs" variant="subtle" loading={lineage.isFetchingNextPage} onClick={() => void lineage.fetchNextPage()}>
          {t('More')}
        </Button>
      )}
    </Panel>
  )
}

function Pair({ projectId, node, result }: { projectId: ProjectId; node: LineageNode; result: LineageNode | undefined }) {
  return (
    <>
      <Place projectId={projectId} node={node} />
      {result?.kind === 'correction' ? (
        <Place projectId={projectId} node={result} />
      ) : (
        <span className={styles.open}>{t('not decided')}</span>
      )}
    </>
  )
}

function Place({ projectId, node }: { projectId: ProjectId; node: LineageNode }) {
  const words = (
    <>
      <b>{translated(node.title)}</b>
      {node.detail && <span>{translated(node.detail)}</span>}
    </>
  )
  const name = node.ref.slice(node.kind.length + 1)
  if (node.assetId !== null)
    return (
      <Link
        className={styles.place}
        to="/projects/$projectId/assets/$assetId"
        params={{ projectId, assetId: node.assetId as AssetId }}
      >
        {words}
      </Link>
    )
  if (node.kind === 'run')
    return (
      <Link className={styles.place} to="/projects/$projectId/runs/$runId" params={{ projectId, runId: name as RunId }}>
        {words}
      </Link>
    )
  if (node.kind === 'snapshot')
    return (
      <Link className={styles.place} to="/projects/$projectId/data" params={{ projectId }}>
        {words}
      </Link>
    )
  return <span className={styles.place}>{words}</span>
}
