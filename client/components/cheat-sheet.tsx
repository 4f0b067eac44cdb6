import { Kbd, Modal } from '@mantine/core'
import { useStore } from 'zustand'
import { t } from '../i18n.ts'
import styles from './cheat-sheet.module.css'
import { cheatSheet } from './cheat-sheet-state.ts'

/** The keys of the page that is open, from the very tables that make them work. */
export function CheatSheet() {
  const { open, lists, close } = useStore(cheatSheet)
  return (
    <Modal opened={open} onClose={close} title={t('Keys of this page')} size="sm">
      <dl className={styles.list} data-testid="cheat-sheet">
        {lists.flat().map(({ keys, what }) => (
          <div key={keys} className={styles.row}>
            <dt>{what}</dt>
            <dd>
              {readable(keys).map((key) => (
                <Kbd key={key} size="sm">
                  {key}
                </Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}

const NAMES: Record<string, string> = {
  arrowleft: '←',
  arrowright: '→',
  arrowup: '↑',
  arrowdown: '↓',
  enter: t('Enter'),
  escape: t('Esc'),
  space: t('Space'),
  '/': '/',
}

// "mod+k" becomes "Ctrl K", "g a" becomes "G A"; alternatives stand side by side.
function readable(keys: string): string[] {
  return keys
    .split(' / ')
    .flatMap((one) => one.split(/[+ ]/))
    .map((key) => (key === 'mod' ? t('Ctrl') : (NAMES[key] ?? key.toUpperCase())))
}
