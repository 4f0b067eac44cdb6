import { ActionIcon, Popover, SegmentedControl, Slider, Tooltip } from '@mantine/core'
import { IconAdjustmentsHorizontal, IconRotate2, IconRotateClockwise2 } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { FINGER_CHOICES, type FingerChoice, TAG_CHOICES, type TagChoice } from '../canvas/view-aids/view-options.ts'
import { t } from '../i18n.ts'
import { useAct, useDeskState, useOpenDesk } from './desk-context.ts'
import { ImageSliders } from './image-sliders.tsx'
import type { ActionId } from './keymap.ts'
import { useKeysOf } from './keys/use-bindings.ts'
import styles from './view-menu.module.css'
import { viewOptions } from './view-options.ts'
import { ViewSwitch } from './view-switch.tsx'

const PERCENT = 100
const STRONGEST_TINT = 3
const TINT_STEP = 0.1
const ICON = { size: 17, stroke: 1.7 } as const
const TAG_TITLES: Record<TagChoice, string> = { always: t('Always'), 'by-zoom': t('By zoom'), never: t('Never') }
const FINGER_TITLES: Record<FingerChoice, string> = { 'by-pen': t('Until a pen comes'), draw: t('Always'), pan: t('Never') }
const choices = <T extends string>(values: readonly T[], titles: Record<T, string>) =>
  values.map((value) => ({ value, label: titles[value] }))

/** How the image and what lies on it are shown: one quiet button for all of it. */
export function ViewMenu() {
  const { desk } = useOpenDesk()
  const isOpen = useDeskState((ui) => ui.isViewMenuOpen)
  const setOpen = (isViewMenuOpen: boolean) => desk.ui.setState({ isViewMenuOpen })
  const keys = useKeysOf('viewMenu')
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      trapFocus
      returnFocus
      position="bottom-end"
      width={300}
      shadow="md"
      transitionProps={{ duration: 90 }}
    >
      <Popover.Target>
        <Tooltip label={t('View ({{keys}})', { keys })} disabled={isOpen}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('View')}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
            data-testid="view-menu"
          >
            <IconAdjustmentsHorizontal {...ICON} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown className={styles.menu} aria-label={t('View')} data-testid="view-options">
        <Section title={t('Image')}>
          <ImageSliders />
          <TurnButtons />
        </Section>
        <ShapeSection />
        <Section title={t('Helpers')}>
          <OptionSwitch option="crosshair" act="crosshair" label={t('Crosshair while drawing')} />
          <OptionSwitch option="grid" act="grid" label={t('Grid')} />
          <OptionSwitch option="rulers" act="rulers" label={t('Rulers')} />
          <OptionSwitch option="magnifier" act="magnifier" label={t('Magnifier')} />
        </Section>
        <FingerSection />
      </Popover.Dropdown>
    </Popover>
  )
}

function ShapeSection() {
  const { tint, tags } = useStore(viewOptions)
  return (
    <Section title={t('Shapes')}>
      <div className={styles.line}>
        <span id="view-tint">{t('Insides')}</span>
        <Slider
          className={styles.slider}
          size="sm"
          min={0}
          max={STRONGEST_TINT}
          step={TINT_STEP}
          value={tint}
          label={(value) => `${Math.round(value * PERCENT)} %`}
          onChange={(value) => viewOptions.setState({ tint: value })}
          thumbProps={{ 'aria-labelledby': 'view-tint' }}
          data-testid="view-tint"
        />
      </div>
      <div className={styles.line}>
        <span>{t('Labels')}</span>
        <SegmentedControl
          size="xs"
          data={choices(TAG_CHOICES, TAG_TITLES)}
          value={tags}
          onChange={(value) => viewOptions.setState({ tags: value as TagChoice })}
          aria-label={t('Labels beside shapes')}
          data-testid="view-tags"
        />
      </div>
      <OptionSwitch option="scores" act="scores" label={t('Scores')} />
    </Section>
  )
}

// Only where a finger can touch.
function FingerSection() {
  const { fingers } = useStore(viewOptions)
  if (navigator.maxTouchPoints === 0) return null
  return (
    <Section title={t('One finger draws')}>
      <SegmentedControl
        size="xs"
        fullWidth
        data={choices(FINGER_CHOICES, FINGER_TITLES)}
        value={fingers}
        onChange={(value) => viewOptions.setState({ fingers: value as FingerChoice })}
        aria-label={t('One finger draws')}
      />
    </Section>
  )
}

function TurnButtons() {
  const turn = useDeskState((ui) => ui.turn)
  const left = useAct('turnLeft')
  const right = useAct('turnRight')
  const keys = { left: useKeysOf('turnLeft'), right: useKeysOf('turnRight') }
  return (
    <div className={styles.line}>
      <span>{t('Turned')}</span>
      <span className={styles.turn}>
        <span className="figure">{turn * 90}°</span>
        <Tooltip label={t('Turn left ({{left}})', { left: keys.left })}>
          <ActionIcon variant="default" size={24} aria-label={t('Turn left')} onClick={left} data-testid="turn-left">
            <IconRotate2 size={15} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('Turn right ({{right}})', { right: keys.right })}>
          <ActionIcon variant="default" size={24} aria-label={t('Turn right')} onClick={right} data-testid="turn-right">
            <IconRotateClockwise2 size={15} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </span>
    </div>
  )
}

interface OptionSwitchProps {
  readonly option: 'crosshair' | 'grid' | 'rulers' | 'magnifier' | 'scores'
  readonly act: ActionId
  readonly label: string
}

function OptionSwitch({ option, act, label }: OptionSwitchProps) {
  const isOn = useStore(viewOptions, (options) => options[option])
  const toggle = useAct(act)
  return <ViewSwitch label={label} act={act} isOn={isOn} onToggle={toggle} testId={`view-${option}`} />
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h3 className={styles.title}>{title}</h3>
      {children}
    </section>
  )
}
