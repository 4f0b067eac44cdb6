import { SegmentedControl, Slider, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { tools } from '../canvas/tools/index.ts'
import type { Tool } from '../canvas/tools/tool.ts'
import type { ToolSettings } from '../canvas/tools/tool-settings.ts'
import { t } from '../i18n.ts'
import { queries } from '../queries.ts'
import { useDeskState, useOpenDesk } from './desk-context.ts'
import { toolFaces } from './tool-faces.tsx'
import styles from './tool-panel.module.css'

/** Image pixels. */
const MOST_BRUSH = 400
const MOST_TOLERANCE = 20
/** Differences of a channel of 8 bits that a wand bridges: more takes the whole image. */
const MOST_WAND = 128

/** The tool in hand and the settings that mean something to it, beside the image: nothing lies over what is being drawn. */
export function ToolPanel() {
  const { desk } = useOpenDesk()
  const id = useDeskState((ui) => ui.tool)
  const settings = useDeskState((ui) => ui.settings)
  const tool: Tool = tools.get(id)
  const { data: segmenter } = useQuery(queries.segmenter(desk.project.id))
  const heeded = (tool.heeds ?? []).filter((name) => name !== 'cutOutBy' || segmenter)
  const { Icon } = toolFaces[id]
  const change = (changed: Partial<ToolSettings>) => desk.ui.setState({ settings: { ...settings, ...changed } })
  return (
    <section className={styles.panel} aria-label={t('Settings: {{label}}', { label: tool.label })} data-testid="tool-panel">
      <span className={styles.tool}>
        <Icon size={15} stroke={1.7} />
        {tool.label}
      </span>
      {desk.readOnly === null &&
        heeded.map((name) => (
          <div key={name} className={styles.setting}>
            {controls[name](settings, change)}
          </div>
        ))}
    </section>
  )
}

type Control = (settings: ToolSettings, change: (changed: Partial<ToolSettings>) => void) => ReactNode

const controls: Record<keyof ToolSettings, Control> = {
  brushSize: ({ brushSize }, change) => (
    <Amount
      label={t('Size')}
      unit="px"
      value={brushSize}
      least={1}
      most={MOST_BRUSH}
      onChange={(value) => change({ brushSize: value })}
    />
  ),
  brushTip: ({ brushTip }, change) => (
    <SegmentedControl
      size="xs"
      aria-label={t('Tip of the brush')}
      data={[
        { value: 'round', label: t('Round') },
        { value: 'square', label: t('Square') },
      ]}
      value={brushTip}
      onChange={(value) => change({ brushTip: value })}
    />
  ),
  isErasing: ({ isErasing }, change) => (
    <Choice label={t('Wipe away')} isOn={isErasing} onChange={(value) => change({ isErasing: value })} />
  ),
  simplifyTolerance: ({ simplifyTolerance }, change) => (
    <Amount
      label={t('Simplify')}
      unit="px"
      value={simplifyTolerance}
      least={0}
      most={MOST_TOLERANCE}
      onChange={(value) => change({ simplifyTolerance: value })}
    />
  ),
  wandTolerance: ({ wandTolerance }, change) => (
    <Amount
      label={t('Tolerance')}
      unit=""
      value={wandTolerance}
      least={0}
      most={MOST_WAND}
      onChange={(value) => change({ wandTolerance: value })}
    />
  ),
  cutOutBy: ({ cutOutBy }, change) => (
    <SegmentedControl
      size="xs"
      aria-label={t('Who cuts out')}
      data={[
        { value: 'own', label: t('Own model') },
        { value: 'grabCut', label: t('GrabCut') },
      ]}
      value={cutOutBy}
      onChange={(value) => change({ cutOutBy: value })}
    />
  ),
  smartResult: ({ smartResult }, change) => (
    <SegmentedControl
      size="xs"
      aria-label={t('What becomes of it')}
      data={[
        { value: 'mask', label: t('Mask') },
        { value: 'polygon', label: t('Polygon') },
      ]}
      value={smartResult}
      onChange={(value) => change({ smartResult: value })}
    />
  ),
  sharesBorders: ({ sharesBorders }, change) => (
    <Choice label={t('Share borders')} isOn={sharesBorders} onChange={(value) => change({ sharesBorders: value })} />
  ),
  snaps: ({ snaps }, change) => (
    <Choice label={t('Snap (or hold Ctrl)')} isOn={snaps} onChange={(value) => change({ snaps: value })} />
  ),
}

interface AmountProps {
  readonly label: string
  readonly unit: string
  readonly value: number
  readonly least: number
  readonly most: number
  readonly onChange: (value: number) => void
}

function Amount({ label, unit, value, least, most, onChange }: AmountProps) {
  return (
    <>
      <span className={styles.name}>{label}</span>
      <Slider
        className={styles.slider}
        size="sm"
        min={least}
        max={most}
        value={value}
        label={null}
        thumbLabel={label}
        onChange={onChange}
        onChangeEnd={letGo}
      />
      <span className={styles.value}>
        {Math.round(value)} {unit}
      </span>
    </>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}

function Choice({ label, isOn, onChange }: ChoiceProps) {
  const take = (value: boolean) => {
    onChange(value)
    letGo()
  }
  return <Switch size="xs" label={label} checked={isOn} onChange={(event) => take(event.currentTarget.checked)} />
}

// The keys belong to the image again.
const letGo = () => (document.activeElement as HTMLElement | null)?.blur()
