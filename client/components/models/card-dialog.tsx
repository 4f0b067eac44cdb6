import { Button, Modal, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Model } from '#shared/domain/training.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { QueryError } from '../query-error.tsx'
import styles from './card-dialog.module.css'

/** A model's card to read, and to keep as a file. */
export function CardDialog({ model, opened, onClose }: { model: Model; opened: boolean; onClose: () => void }) {
  const { projectId, version } = model
  const { data: card, error, refetch } = useQuery({ ...queries.modelCard(projectId, version), enabled: opened })
  return (
    <Modal opened={opened} onClose={onClose} size="xl" title={t('Card of v{{version}}', { version })}>
      {card ? (
        <>
          <pre className={styles.card} data-testid="model-card">
            {card.markdown}
          </pre>
          <Button
            component="a"
            variant="default"
            href={`data:text/markdown;charset=utf-8,${encodeURIComponent(card.markdown)}`}
            download={card.name}
          >
            {t('Keep as a file')}
          </Button>
        </>
      ) : error ? (
        <QueryError what={t('The card')} error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton height={320} />
      )}
    </Modal>
  )
}
