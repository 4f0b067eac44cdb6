import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import type { CSSProperties } from 'react'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { paths } from '#shared/routes/data.ts'
import { t } from '../i18n.ts'
import { queries } from '../queries.ts'
import { useDeskState } from './desk-context.ts'
import styles from './filmstrip.module.css'
import { BackToTriage, ProposalStrip, useProposals } from './proposal-strip.tsx'
import { SweepBar } from './sweep-bar.tsx'
import { AFTER, BEFORE, useNeighbours } from './use-neighbours.ts'

interface Props {
  readonly projectId: ProjectId
  readonly assetId: AssetId
}

/** What comes next: the proposals of the open image while any is undecided, then its neighbours; during a sweep, how far that is. */
export function Filmstrip({ projectId, assetId }: Props) {
  const proposals = useProposals()
  const mode = useDeskState((ui) => ui.mode)
  if (mode === 'sweep') return <SweepBar />
  return (
    <>
      <BackToTriage />
      {proposals.length > 0 ? <ProposalStrip proposals={proposals} /> : <Neighbours projectId={projectId} assetId={assetId} />}
    </>
  )
}

function Neighbours({ projectId, assetId }: Props) {
  const { role } = useSearch({ from: '/projects/$projectId/assets/$assetId' })
  const { before, after } = useNeighbours(projectId, assetId)
  const { data: place } = useQuery(queries.asset(projectId, assetId))
  const nameAt = (index: number) =>
    place && t('{{done}} of {{total}}', { done: place.position - before.length + index, total: place.total })
  return (
    <nav
      className={styles.strip}
      aria-label={t('Neighbouring images')}
      style={{ '--frames': BEFORE + 1 + AFTER } as CSSProperties}
    >
      {[...before.toReversed(), assetId, ...after].map((id, index) => (
        <Link
          key={id}
          to="/projects/$projectId/assets/$assetId"
          params={{ projectId, assetId: id }}
          search={role ? { role } : {}}
          className={styles.frame}
          data-current={id === assetId}
          preload={false}
        >
          <img src={paths.thumbnail(projectId, id)} alt={nameAt(index) ?? t('Neighbouring images')} draggable={false} />
        </Link>
      ))}
    </nav>
  )
}
