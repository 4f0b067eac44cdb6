import { Switch } from '@mantine/core'
import type { ActionId } from './keymap.ts'
import { useKeysOf } from './keys/use-bindings.ts'
import styles from './view-menu.module.css'

interface Props {
  readonly label: string
  /** The act of the keymap it stands for. */
  readonly act: ActionId
  readonly isOn: boolean
  readonly onToggle: () => void
  readonly testId: string
}

/** One line of the view menu that is on or off, with the key that does the same. */
export function ViewSwitch({ label, act, isOn, onToggle, testId }: Props) {
  const keys = useKeysOf(act)
  const text = (
    <>
      {label} <span className={styles.keys}>{keys}</span>
    </>
  )
  return (
    <Switch
      size="xs"
      labelPosition="left"
      classNames={{ body: styles.line, labelWrapper: styles.wide, label: styles.label }}
      label={text}
      aria-label={label}
      checked={isOn}
      onChange={onToggle}
      data-testid={testId}
    />
  )
}
