import { Button, CloseButton } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { cheatSheet } from '../components/cheat-sheet-state.ts'
import { t } from '../i18n.ts'
import { useUser } from '../session.ts'
import styles from './key-sheet.module.css'
import { KeyTable } from './keys/key-table.tsx'

/** The keys of the workbench, made from the table that makes them work. It lies over the page and blocks nothing. */
export function KeySheet() {
  const isOpen = useStore(cheatSheet, ({ open }) => open)
  const close = useStore(cheatSheet, (sheet) => sheet.close)
  const user = useUser()
  const [isChanging, setChanging] = useState(false)
  useEffect(() => close, [close])
  if (!isOpen) return null
  return (
    <section className={styles.sheet} aria-label={t('Keys of this page')} data-testid="cheat-sheet">
      <header className={styles.head}>
        <h2 className={styles.title}>{t('Keys of this page')}</h2>
        <span className={styles.acts}>
          <Button
            size="compact-xs"
            variant="default"
            aria-pressed={isChanging}
            onClick={() => setChanging(!isChanging)}
            data-testid="change-keys"
          >
            {isChanging ? t('Done') : t('Change keys')}
          </Button>
          <CloseButton aria-label={t('Close')} onClick={close} />
        </span>
      </header>
      <KeyTable user={isChanging && user ? user.id : null} />
    </section>
  )
}
