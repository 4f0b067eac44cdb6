import { Tooltip } from '@mantine/core'
import { useSyncExternalStore } from 'react'
import { t } from '../i18n.ts'
import { socket } from '../socket.ts'
import styles from './connection-state.module.css'

/** Whether this tab hears the server; quiet while it does. */
export function ConnectionState() {
  const connected = useConnected()
  return (
    <Tooltip
      label={connected ? t('Live: changes of others appear by themselves') : t('The server cannot be reached; trying again')}
    >
      <span className={styles.state} data-connected={connected} data-testid="connection" role="status">
        <span className={styles.dot} />
        {connected ? <span className={styles.hidden}>{t('live')}</span> : t('offline')}
      </span>
    </Tooltip>
  )
}

function useConnected(): boolean {
  return useSyncExternalStore(subscribe, () => socket.connected)
}

function subscribe(changed: () => void): () => void {
  socket.on('connect', changed).on('disconnect', changed)
  return () => socket.off('connect', changed).off('disconnect', changed)
}
