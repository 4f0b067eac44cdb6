import { ActionIcon, NumberInput } from '@mantine/core'
import {
  IconChevronLeft,
  IconChevronRight,
  IconChevronsLeft,
  IconChevronsRight,
  IconPlayerPause,
  IconPlayerPlay,
  type IconProps,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { t } from '../i18n.ts'
import { useAct, useDeskState, useOpenDesk } from '../workbench/desk-context.ts'
import styles from './player-bar.module.css'
import { frameNumber, frameOfNumber, type Video } from './video.ts'

const ICON_SIZE = 16
const FIELD_WIDTH = 84
const MOST_REACH = 1000

/** The player: play, step, any frame by its number or by dragging. */
export function PlayerBar({ video }: { readonly video: Video }) {
  const { desk } = useOpenDesk()
  const isPlaying = useDeskState((ui) => ui.isPlaying)
  const reach = useDeskState((ui) => ui.reach)
  const { frames, place, name } = video
  const go = (place: number) => {
    const frame = frames[place]
    if (frame) desk.visit(frame.assetId)
  }
  return (
    <div className={styles.bar} role="toolbar" aria-label={t('Video {{name}}', { name })}>
      <PlayerButton icon={IconChevronsLeft} label={t('A step back (C)')} onPress={useAct('stepBack')} />
      <PlayerButton icon={IconChevronLeft} label={t('Previous frame (D)')} onPress={() => go(place - 1)} />
      <PlayerButton
        icon={isPlaying ? IconPlayerPause : IconPlayerPlay}
        label={isPlaying ? t('Stop (Space)') : t('Play (Space)')}
        onPress={() => desk.ui.setState({ isPlaying: !isPlaying })}
      />
      <PlayerButton icon={IconChevronRight} label={t('Next frame (F)')} onPress={() => go(place + 1)} />
      <PlayerButton icon={IconChevronsRight} label={t('A step forward (V)')} onPress={useAct('stepForward')} />
      <NumberInput
        key={place}
        size="xs"
        w={FIELD_WIDTH}
        hideControls
        min={0}
        defaultValue={frameNumber(video)}
        aria-label={t('Number of the frame')}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          const frame = frameOfNumber(video, Number(event.currentTarget.value))
          if (frame) desk.visit(frame.assetId)
        }}
        data-testid="frame-number"
      />
      <input
        type="range"
        className={styles.range}
        min={0}
        max={frames.length - 1}
        value={place}
        aria-label={t('Frame')}
        aria-valuetext={t('Frame {{frame}}', { frame: frameNumber(video) })}
        onChange={(event) => go(Number(event.currentTarget.value))}
      />
      <span className={styles.reach}>
        {t('Step')}
        <NumberInput
          size="xs"
          w={FIELD_WIDTH}
          min={1}
          max={MOST_REACH}
          value={reach}
          aria-label={t('Frames of a step')}
          onChange={(value) => {
            if (typeof value === 'number' && value >= 1) desk.ui.setState({ reach: value })
          }}
        />
      </span>
    </div>
  )
}

interface ButtonProps {
  readonly icon: ComponentType<IconProps>
  readonly label: string
  readonly onPress: () => void
}

function PlayerButton({ icon: Icon, label, onPress }: ButtonProps) {
  return (
    <ActionIcon variant="subtle" color="gray" size="md" aria-label={label} title={label} onClick={onPress}>
      <Icon size={ICON_SIZE} stroke={1.8} />
    </ActionIcon>
  )
}
