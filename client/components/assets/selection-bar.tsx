import { Button } from '@mantine/core'
import { IconArchive, IconArrowBackUp, IconEyeCheck, IconPencil, IconZoomScan } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import type { ProjectId } from '#shared/domain/ids.ts'
import { counted } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { mapKey, projectKey } from '../../queries.ts'
import { useAct } from '../use-act.ts'
import { useMay } from '../use-may.ts'
import styles from './selection-bar.module.css'
import { type Selectable, setStatus } from './set-status.ts'

const ICON = { size: 14, stroke: 1.7 } as const

interface Props {
  readonly projectId: ProjectId
  readonly selected: readonly Selectable[]
  readonly onOpen: () => void
  /** Shows what is like the one that is selected. */
  readonly onSimilar: () => void
}

/** What can be done with the selected assets. */
export function SelectionBar({ projectId, selected, onOpen, onSimilar }: Props) {
  const cache = useQueryClient()
  const mayReview = useMay('asset:review', projectId)
  const set = useAct(
    async (status: 'new' | 'review' | 'quarantined') => {
      const refused = await setStatus(selected, status)
      await cache.invalidateQueries({ queryKey: projectKey(projectId) })
      await cache.invalidateQueries({ queryKey: mapKey(projectId) })
      if (refused.length > 0) throw new Error(refused.slice(0, 3).join('; '))
    },
    (_, status) => DONE[status](counted(selected.length, 'image')),
  )
  const aside = selected.length > 0 && selected.every(({ status }) => status === 'quarantined')
  return (
    <div className={styles.bar}>
      <span className={styles.words}>{t('{{images}} selected', { images: counted(selected.length, 'image') })}</span>
      <Button size="xs" variant="default" leftSection={<IconPencil {...ICON} />} onClick={onOpen}>
        {t('Open')}
      </Button>
      {selected.length === 1 && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconZoomScan {...ICON} />}
          onClick={onSimilar}
          data-testid="find-similar"
        >
          {t('Find similar')}
        </Button>
      )}
      <Button size="xs" variant="default" leftSection={<IconEyeCheck {...ICON} />} onClick={() => set.mutate('review')}>
        {t('Send to review')}
      </Button>
      {mayReview && !aside && (
        <Button size="xs" variant="default" leftSection={<IconArchive {...ICON} />} onClick={() => set.mutate('quarantined')}>
          {t('Set these aside')}
        </Button>
      )}
      {mayReview && aside && (
        <Button size="xs" variant="default" leftSection={<IconArrowBackUp {...ICON} />} onClick={() => set.mutate('new')}>
          {t('Put back')}
        </Button>
      )}
    </div>
  )
}

const DONE = {
  new: (images: string) => t('{{images}} put back', { images }),
  review: (images: string) => t('{{images}} sent to review', { images }),
  quarantined: (images: string) => t('{{images}} set aside: never queued or trained on', { images }),
} as const
