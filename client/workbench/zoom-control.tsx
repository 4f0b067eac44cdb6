import { Tooltip, UnstyledButton } from '@mantine/core'
import { t } from '../i18n.ts'
import { useAct, useDeskState } from './desk-context.ts'
import { useKeysOf } from './keys/use-bindings.ts'
import styles from './zoom-control.module.css'

const PERCENT = 100

/** How large the image is shown; a click shows all of it. */
export function ZoomControl() {
  const scale = useDeskState((ui) => ui.scale)
  const keys = useKeysOf('fit')
  return (
    <Tooltip label={t('Show the whole image ({{keys}})', { keys })}>
      <UnstyledButton className={styles.zoom} onClick={useAct('fit')} data-testid="zoom">
        {Math.round(scale * PERCENT)} %
      </UnstyledButton>
    </Tooltip>
  )
}
