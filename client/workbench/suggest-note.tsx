import { Button } from '@mantine/core'
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { isVisible } from '#shared/domain/annotation.ts'
import { t } from '../i18n.ts'
import { useAct, useOpenDesk } from './desk-context.ts'
import styles from './stage-notes.module.css'
import { suggestingState } from './suggesting-state.ts'

/** Where nothing is on the image and the champion has not come to it yet: that it can look right here. */
export function SuggestNote() {
  const { desk, snapshot, state } = useOpenDesk()
  const suggest = useAct('suggestHere')
  const assetId = useStore(suggestingState, (at) => at.assetId)
  const { id } = desk.asset
  // Who leaves the image asks for nothing on it any more.
  useEffect(() => () => suggestingState.setState({ assetId: null }), [])
  const { champion } = desk.project
  const isSeen = snapshot.asset?.prelabelledBy === champion
  const isEmpty = ![...state.annotations.values()].some(isVisible)
  if (champion === null || isSeen || !isEmpty || desk.readOnly !== null) return null
  return (
    <p className={styles.note} data-testid="suggest-note">
      {t('Model {{version}} has not come to this image yet.', { version: champion })}
      <Button size="compact-xs" variant="default" loading={assetId === id} onClick={suggest} data-testid="suggest-here">
        {t('Suggest here')}
      </Button>
    </p>
  )
}
