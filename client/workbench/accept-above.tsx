import { Button, Slider } from '@mantine/core'
import { useEffect, useMemo } from 'react'
import { decimal } from '../figures.ts'
import { t } from '../i18n.ts'
import styles from './accept-above.module.css'
import { useAct, useDeskState, useOpenDesk } from './desk-context.ts'
import { suggestionsAbove } from './suggestions.ts'

const STEP = 0.01

/** "Accept above 0.80 (41)": while the slider is in hand, the image shows what would be left out. Its place is kept when it is empty. */
export function AcceptAbove() {
  const { desk, state } = useOpenDesk()
  const threshold = useDeskState((ui) => ui.threshold)
  const accept = useAct('acceptAbove')
  const { above, undecided } = useMemo(
    () => ({ above: suggestionsAbove(state, threshold).length, undecided: suggestionsAbove(state, 0).length }),
    [state, threshold],
  )
  const preview = (isThresholdShown: boolean) => () => desk.ui.setState({ isThresholdShown })
  // A panel that closes under the pointer hears nothing of it leaving.
  useEffect(() => () => desk.ui.setState({ isThresholdShown: false }), [desk.ui])
  const isIdle = undecided === 0 || desk.readOnly !== null
  return (
    <div
      className={styles.place}
      data-idle={isIdle}
      onPointerEnter={preview(undecided > 0)}
      onPointerLeave={preview(false)}
      data-testid="accept-above"
    >
      <Slider
        size="sm"
        min={0}
        max={1}
        step={STEP}
        value={threshold}
        disabled={isIdle}
        label={null}
        thumbLabel={t('Accept suggestions above this score')}
        onChange={(value) => desk.ui.setState({ threshold: value, isThresholdShown: true })}
        onChangeEnd={() => (document.activeElement as HTMLElement | null)?.blur()}
      />
      <Button
        size="compact-xs"
        variant="light"
        fullWidth
        disabled={isIdle || above === 0}
        onClick={accept}
        data-testid="accept-above-button"
      >
        {undecided === 0
          ? t('Nothing undecided')
          : t('Accept above {{least}} ({{above}})', { least: decimal(threshold, 2), above })}
      </Button>
    </div>
  )
}
