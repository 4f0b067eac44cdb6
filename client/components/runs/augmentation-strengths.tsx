import { Anchor, Slider, Switch } from '@mantine/core'
import { AUGMENTATION_PARTS, type AugmentationPart, augmentationParts } from '#shared/domain/augmentation.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import styles from './augmentation-preview.module.css'

const PERCENT = 100
const STEPS = 50

/** Parts that a person set; the others are decided by the task and the data. */
export type ChosenAugmentation = Partial<Record<AugmentationPart, number | boolean>>

type StrengthsProps = {
  decided: Readonly<Record<string, number | boolean>>
  chosen: ChosenAugmentation
  onChange: (chosen: ChosenAugmentation) => void
}

/** A switch or a slider for every part; what was not touched shows what the task and the data decided. */
export function AugmentationStrengths({ decided, chosen, onChange }: StrengthsProps) {
  const set = (part: AugmentationPart, value: number | boolean) => onChange({ ...chosen, [part]: value })
  return (
    <div className={styles.strengths}>
      {AUGMENTATION_PARTS.map((part) => (
        <Strength key={part} part={part} value={chosen[part] ?? decided[part] ?? 0} onChange={(value) => set(part, value)} />
      ))}
      {Object.keys(chosen).length > 0 && (
        <Anchor component="button" size="xs" onClick={() => onChange({})} data-testid="augmentation-auto">
          {t('Let the data decide')}
        </Anchor>
      )}
    </div>
  )
}

type StrengthProps = { part: AugmentationPart; value: number | boolean; onChange: (value: number | boolean) => void }

function Strength({ part, value, onChange }: StrengthProps) {
  const { title, unit, most } = augmentationParts[part]
  const label = translated(title)
  const testId = `augmentation-${part}`
  if (unit === 'switch')
    return (
      <Switch
        size="xs"
        label={label}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
        data-testid={testId}
      />
    )
  const text = (amount: number) => (unit === 'degrees' ? `${Math.round(amount)}°` : `${Math.round(amount * PERCENT)} %`)
  return (
    <div className={styles.strength} data-testid={testId}>
      <span>
        {label} <small>{text(Number(value))}</small>
      </span>
      <Slider
        size="xs"
        min={0}
        max={most}
        step={most / STEPS}
        value={Number(value)}
        label={null}
        thumbLabel={label}
        onChange={onChange}
      />
    </div>
  )
}
