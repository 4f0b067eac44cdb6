import { Tooltip, UnstyledButton } from '@mantine/core'
import { useAct, useDeskState } from './desk-context.ts'
import styles from './zoom-control.module.css'

const PERCENT = 100

/** How large the image is shown; a click shows all of it. */
export function ZoomControl() {
  const scale = useDeskState((ui) => ui.scale)
  return (
    <Tooltip label="Show the whole image (Shift 1)">
      <UnstyledButton className={styles.zoom} onClick={useAct('fit')} data-testid="zoom">
        {Math.round(scale * PERCENT)} %
      </UnstyledButton>
    </Tooltip>
  )
}
