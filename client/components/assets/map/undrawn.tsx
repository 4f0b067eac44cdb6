import { Button } from '@mantine/core'
import { IconMap2 } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ProjectId } from '#shared/domain/ids.ts'
import { t } from '../../../i18n.ts'
import { queries } from '../../../queries.ts'
import { EmptyState } from '../../empty-state.tsx'
import { JobCard } from '../../job-card.tsx'
import { useMay } from '../../use-may.ts'
import type { Drawing } from './use-drawing.ts'

/** What stands where no map is yet: how far it is, or why there is none. */
export function Undrawn({ projectId, draw }: { projectId: ProjectId; draw: Drawing }) {
  const { data: state } = useQuery(queries.embeddings(projectId))
  const may = useMay('project:change', projectId)
  if (draw.job) return <JobCard job={draw.job} />
  if (state && !state.available)
    return (
      <EmptyState
        icon={IconMap2}
        title={t('Images cannot be compared here')}
        sentence={t('The pretrained network is not on this machine. Run the set-up again with a network connection.')}
      />
    )
  return (
    <EmptyState
      icon={IconMap2}
      title={t('No map yet')}
      sentence={
        state
          ? t('{{embedded}} of {{total}} images are compared so far; the map is drawn when all are.', {
              embedded: state.embedded,
              total: state.total,
            })
          : ''
      }
    >
      {may && state && state.embedded > 0 && <Button onClick={draw.start}>{t('Draw it now')}</Button>}
    </EmptyState>
  )
}
