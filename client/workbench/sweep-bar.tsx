import { Button, Kbd } from '@mantine/core'
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { t } from '../i18n.ts'
import { useAct, useOpenDesk } from './desk-context.ts'
import styles from './sweep-bar.module.css'
import { sweepUnderWay } from './sweep-state.ts'

/** How far the look over the image is, as a small map of its tiles. */
export function SweepBar() {
  const { desk } = useOpenDesk()
  const { sweep } = useStore(sweepUnderWay)
  const next = useAct('nextTile')
  const end = useAct('endSweep')
  const isHere = sweep?.assetId === desk.asset.id
  // Another image: nobody asked to look that one over.
  useEffect(() => {
    if (!isHere) desk.ui.setState({ mode: 'free' })
  }, [isHere, desk.ui])
  if (!sweep || !isHere) return null
  const { tiles, at } = sweep
  const { width, height } = desk.asset
  return (
    <section className={styles.bar} aria-label={t('Looking for what was missed')} data-testid="sweep">
      <svg className={styles.map} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        {tiles.slice(0, at + 1).map((tile, index) => (
          <rect key={`${tile.x} ${tile.y}`} {...tile} className={styles.tile} data-current={index === at} />
        ))}
      </svg>
      <span className={styles.words} role="status">
        {t('Missed anything? {{done}} of {{total}}', { done: at + 1, total: tiles.length })}
      </span>
      <Button size="compact-xs" variant="light" onClick={next} rightSection={<Kbd size="xs">⏎</Kbd>}>
        {t('Next piece')}
      </Button>
      <Button size="compact-xs" variant="default" onClick={end} rightSection={<Kbd size="xs">{t('Esc')}</Kbd>}>
        {t('End')}
      </Button>
    </section>
  )
}
