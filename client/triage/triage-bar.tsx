import { ActionIcon, Button, Slider, Tooltip } from '@mantine/core'
import { IconArrowBackUp, IconArrowForwardUp, IconRefresh } from '@tabler/icons-react'
import { useStore } from 'zustand'
import { saveSentence } from '../annotations/save-state.ts'
import { count, duration } from '../figures.ts'
import { plural, t } from '../i18n.ts'
import { secondsLeft } from './pace.ts'
import styles from './triage-bar.module.css'
import type { TriageWork } from './triage-work.ts'

const ICON = { size: 17, stroke: 1.7 } as const
/** CSS pixels of a crop. 60 puts more than 200 on a screen. */
export const TILE_PX = { least: 44, most: 260 } as const

interface Props {
  readonly work: TriageWork
  readonly total: number
  readonly undecided: number
  readonly mayReview: boolean
  readonly tile: number
  readonly onTile: (tile: number) => void
  /** Reads the list again: without what is decided, with what came meanwhile. */
  readonly onRefresh: () => void
}

/** How far one is, whether all is saved, and what can be done now. */
export function TriageBar({ work, total, undecided, mayReview, tile, onTile, onRefresh }: Props) {
  const { moments, save, complete, undos, redos, picked } = useStore(work.state)
  const decided = Math.max(0, total - undecided)
  const left = secondsLeft(moments, undecided)
  return (
    <div className={styles.bar}>
      <span className={styles.progress} role="status" data-testid="triage-progress">
        {[
          t('{{decided}} of {{total}} decided', { decided: count(decided), total: count(total) }),
          ...(left !== null && undecided > 0 ? [t('{{time}} left', { time: duration(left) })] : []),
        ].join(', ')}
      </span>
      <span className={styles.save} data-kind={save.kind} data-testid="save-state" role="status">
        {saveSentence(save)}
      </span>
      {picked.size > 0 && <span className={styles.picked}>{t('{{picked}} picked', { picked: count(picked.size) })}</span>}
      <span className={styles.room} />
      {complete.length > 0 && (
        <Button size="compact-sm" onClick={() => void work.close()} data-testid="close-images">
          {mayReview
            ? plural(complete.length, '{{count}} image complete: approve it', '{{count}} images complete: approve them')
            : plural(complete.length, '{{count}} image complete: submit it', '{{count}} images complete: submit them')}
        </Button>
      )}
      <Act label={t('Undo (Ctrl Z)')} isOff={undos.length === 0} onClick={() => void work.undo()} testId="undo">
        <IconArrowBackUp {...ICON} />
      </Act>
      <Act label={t('Redo (Ctrl Shift Z)')} isOff={redos.length === 0} onClick={() => void work.redo()} testId="redo">
        <IconArrowForwardUp {...ICON} />
      </Act>
      <Act label={t('Take the decided away and read the list again')} isOff={false} onClick={onRefresh} testId="refresh">
        <IconRefresh {...ICON} />
      </Act>
      <Slider
        className={styles.size}
        size={3}
        thumbSize={13}
        min={TILE_PX.least}
        max={TILE_PX.most}
        label={null}
        value={tile}
        onChange={onTile}
        thumbLabel={t('Size of the crops')}
      />
    </div>
  )
}

interface ActProps {
  readonly label: string
  readonly isOff: boolean
  readonly onClick: () => void
  readonly testId: string
  readonly children: React.ReactNode
}

function Act({ label, isOff, onClick, testId, children }: ActProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} disabled={isOff} onClick={onClick} data-testid={testId}>
        {children}
      </ActionIcon>
    </Tooltip>
  )
}
