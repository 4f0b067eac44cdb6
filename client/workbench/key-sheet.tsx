import { CloseButton, Kbd } from '@mantine/core'
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { cheatSheet } from '../components/cheat-sheet-state.ts'
import { readableKeys } from './key-names.ts'
import styles from './key-sheet.module.css'
import { GROUPS, type KeyBinding, keymap } from './keymap.ts'

/** The keys of the workbench, made from the table that makes them work. It lies over the page and blocks nothing. */
export function KeySheet() {
  const isOpen = useStore(cheatSheet, ({ open }) => open)
  const close = useStore(cheatSheet, (sheet) => sheet.close)
  useEffect(() => close, [close])
  if (!isOpen) return null
  return (
    <section className={styles.sheet} aria-label="Keys of this page" data-testid="cheat-sheet">
      <header className={styles.head}>
        <h2 className={styles.title}>Keys of this page</h2>
        <CloseButton aria-label="Close" onClick={close} />
      </header>
      <div className={styles.groups}>
        {GROUPS.map((group) => (
          <div key={group} className={styles.group}>
            <h3 className={styles.name}>{group}</h3>
            {keymap
              .filter((binding) => binding.group === group)
              .map((binding) => (
                <Row key={binding.id} binding={binding} />
              ))}
          </div>
        ))}
      </div>
    </section>
  )
}

function Row({ binding }: { binding: KeyBinding }) {
  return (
    <div className={styles.row}>
      <span className={styles.keys}>
        {readableKeys(binding.keys).map((text) => (
          <Kbd key={text} size="xs">
            {text}
          </Kbd>
        ))}
      </span>
      <span>{binding.what}</span>
    </div>
  )
}
