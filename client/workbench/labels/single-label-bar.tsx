import { Button, NumberInput } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { t } from '../../i18n.ts'
import { isLocked } from '../desk.ts'
import { useAct, useDeskState, useOpenDesk } from '../desk-context.ts'
import { currentLabel } from '../draw-acts.ts'
import { countOfLabel } from './label-acts.ts'
import styles from './single-label-bar.module.css'

const MOST_OBJECTS = 1000
const FIELD_WIDTH = 76

/** In place of the labels while one label only is drawn: which, how many are there, and after how many the next image follows. */
export function SingleLabelBar() {
  const { desk, state } = useOpenDesk()
  const goal = useDeskState((ui) => ui.objectsPerImage)
  const leave = useAct('singleLabel')
  const label = currentLabel(desk)
  const drawn = countOfLabel(desk)
  useNextImageAfter(goal, drawn, state.assetId)
  return (
    <div className={styles.bar} role="toolbar" aria-label={t('One label')} data-testid="single-label">
      <span className={styles.swatch} style={{ background: label?.color }} />
      <b>{label?.name}</b>
      <span className={styles.count} aria-live="polite">
        {t('{{drawn}} drawn', { drawn })}
      </span>
      <span className={styles.goal}>
        {t('next image after')}
        <NumberInput
          size="xs"
          w={FIELD_WIDTH}
          min={1}
          max={MOST_OBJECTS}
          value={goal ?? ''}
          placeholder={t('never')}
          aria-label={t('Objects before the next image')}
          onChange={(value) => desk.ui.setState({ objectsPerImage: typeof value === 'number' && value > 0 ? value : null })}
        />
        {t('objects')}
      </span>
      <Button size="compact-sm" variant="subtle" color="gray" onClick={leave}>
        {t('All labels')}
      </Button>
    </div>
  )
}

// Only what was drawn here counts: an image that has enough already is looked at in peace.
function useNextImageAfter(goal: number | null, drawn: number, assetId: string) {
  const { desk } = useOpenDesk()
  const begun = useRef({ assetId, drawn })
  if (begun.current.assetId !== assetId) begun.current = { assetId, drawn }
  useEffect(() => {
    if (goal === null || drawn <= begun.current.drawn || drawn < goal || isLocked(desk)) return
    begun.current = { assetId, drawn: Number.POSITIVE_INFINITY }
    desk.openNeighbour(1)
  }, [goal, drawn, assetId, desk])
}
