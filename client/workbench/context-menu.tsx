import { Menu } from '@mantine/core'
import styles from './context-menu.module.css'
import { useDeskState, useOpenDesk } from './desk-context.ts'
import type { Scope } from './keymap.ts'
import { offersOf } from './keys/offers.ts'
import { useBindings } from './keys/use-bindings.ts'
import { scopesOf } from './use-workbench-keys.ts'

/** What is about the selected, and not about the whole page. */
const OF_SELECTED: readonly Scope[] = ['suggestion', 'selection']

/** What can be done with what lies under a right click or a resting finger: the acts of the keymap that need a selection. */
export function ContextMenu() {
  const { desk } = useOpenDesk()
  const at = useDeskState((ui) => ui.menuAt)
  const bindings = useBindings()
  if (!at) return null
  const close = () => desk.ui.setState({ menuAt: null })
  const scopes = scopesOf(desk).filter((scope) => OF_SELECTED.includes(scope))
  return (
    <Menu opened onClose={close} position="bottom-start" offset={2} shadow="md" closeOnItemClick>
      <Menu.Target>
        <span className={styles.anchor} style={{ left: at.x, top: at.y }} />
      </Menu.Target>
      <Menu.Dropdown className={styles.menu} data-testid="context-menu">
        {offersOf(desk, bindings, scopes).map(({ id, label, keys, run }) => (
          <Menu.Item key={id} className={styles.item} rightSection={<span className={styles.keys}>{keys[0]}</span>} onClick={run}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
