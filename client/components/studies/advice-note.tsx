import { Checkbox } from '@mantine/core'
import type { Advice, Tunable } from '#shared/routes/studies.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import styles from './advice-note.module.css'
import { parameterTitle, valueWord } from './study-words.ts'

interface Props {
  readonly advice: Advice
  /** The names that are searched: the rest of the advice is not taken. */
  readonly searched: readonly string[]
  readonly tunables: readonly Tunable[]
  readonly taken: boolean
  readonly onTake: (taken: boolean) => void
}

/** What past runs advise to begin with, and why. */
export function AdviceNote({ advice, searched, tunables, taken, onTake }: Props) {
  const values = Object.entries(advice.assignment).filter(([name]) => searched.includes(name))
  if (values.length === 0) return null
  const words = values.map(([name, value]) => `${parameterTitle(name, tunables)} ${valueWord(value)}`).join(', ')
  return (
    <div className={styles.note} data-testid="advice">
      <Checkbox
        checked={taken}
        onChange={(event) => onTake(event.currentTarget.checked)}
        label={t('Begin with what did well elsewhere: {{words}}', { words })}
        description={translated(advice.reason)}
      />
    </div>
  )
}
