import { Kbd, Modal } from '@mantine/core'
import { useStore } from 'zustand'
import { t } from '../i18n.ts'
import { nameOfKey } from '../workbench/key-names.ts'
import styles from './cheat-sheet.module.css'
import { cheatSheet } from './cheat-sheet-state.ts'

/** The keys of the page that is open, from the very tables that make them work. */
export function CheatSheet() {
  const { open, lists, close } = useStore(cheatSheet)
  return (
    <Modal opened={open} onClose={close} title={t('Keys of this page')} size="sm" onKeyDown={({ key }) => key === '?' && close()}>
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

// "mod+k" becomes "Ctrl K", "g a" becomes "G A"; alternatives stand side by side.
function readable(keys: string): string[] {
  return keys
    .split(' / ')
    .flatMap((one) => one.split(/[+ ]/))
    .map(nameOfKey)
}
