import { Button, Modal, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Connection } from '#shared/domain/connection.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { Panel } from '../page.tsx'
import { QueryError } from '../query-error.tsx'
import { ConnectionForm } from './connection-form.tsx'
import { ConnectionRow } from './connection-row.tsx'
import styles from './connections-panel.module.css'

/** The places that a project takes images and labels from, again and again. */
export function ConnectionsPanel({ projectId }: { projectId: ProjectId }) {
  const { data: connections, error, refetch } = useQuery(queries.connections(projectId))
  const [edited, setEdited] = useState<Connection | 'new' | null>(null)
  const close = () => setEdited(null)
  return (
    <Panel
      title={t('Connections')}
      aside={
        <Button size="xs" variant="light" onClick={() => setEdited('new')} data-testid="add-connection">
          {t('Connect a place')}
        </Button>
      }
    >
      {!connections && !error && <Skeleton height={40} />}
      {!connections && error && <QueryError what={t('The connections')} error={error} retry={() => void refetch()} />}
      {connections?.length === 0 && (
        <p className={styles.none}>
          {t(
            'None yet. A bucket, a folder on the server, a list of addresses or another Labelloop: what is new there is taken by a click, or on a schedule.',
          )}
        </p>
      )}
      <ul className={styles.list}>
        {connections?.map((connection) => (
          <ConnectionRow key={connection.name} connection={connection} onEdit={() => setEdited(connection)} />
        ))}
      </ul>
      <Modal
        opened={edited !== null}
        onClose={close}
        title={edited === 'new' ? t('Connect a place') : t('Change the connection')}
        size="lg"
      >
        {edited !== null && <ConnectionForm projectId={projectId} connection={edited === 'new' ? null : edited} onDone={close} />}
      </Modal>
    </Panel>
  )
}
