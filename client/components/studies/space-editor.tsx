import { Checkbox, Chip, Group, NumberInput, ScrollArea } from '@mantine/core'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import type { DraftParameter } from './space-draft.ts'
import styles from './space-editor.module.css'
import { valueWord } from './study-words.ts'

/** Which parameters are searched, each in its range. */
export function SpaceEditor({
  draft,
  onChange,
}: {
  draft: readonly DraftParameter[]
  onChange: (draft: DraftParameter[]) => void
}) {
  const change = (place: number, fields: Partial<DraftParameter>) =>
    onChange(draft.map((parameter, other) => (other === place ? { ...parameter, ...fields } : parameter)))
  return (
    <ScrollArea.Autosize mah={320} type="auto" offsetScrollbars>
      <ul className={styles.list}>
        {draft.map((parameter, place) => (
          <li key={parameter.tunable.parameter.name} data-testid="search-parameter">
            <Checkbox
              checked={parameter.chosen}
              onChange={(event) => change(place, { chosen: event.currentTarget.checked })}
              label={translated(parameter.tunable.title)}
              description={translated(parameter.tunable.sentence)}
            />
            {parameter.chosen && <Range parameter={parameter} onChange={(fields) => change(place, fields)} />}
          </li>
        ))}
      </ul>
    </ScrollArea.Autosize>
  )
}

function Range({ parameter, onChange }: { parameter: DraftParameter; onChange: (fields: Partial<DraftParameter>) => void }) {
  const { parameter: searched, title } = parameter.tunable
  if (searched.type === 'boolean') return <span className={styles.note}>{t('on or off')}</span>
  if (searched.type === 'choice')
    return (
      <Chip.Group multiple value={[...parameter.values]} onChange={(values) => onChange({ values })}>
        <Group gap={4}>
          {searched.choices.map((value) => (
            <Chip key={String(value)} value={String(value)} size="xs">
              {valueWord(value)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    )
  const wording = { title: translated(title) }
  return (
    <Group gap={6} wrap="nowrap">
      <NumberInput
        className={styles.end}
        size="xs"
        hideControls
        aria-label={t('{{title}}: from', wording)}
        value={parameter.low}
        onChange={(low) => onChange({ low })}
      />
      <span className={styles.note}>{t('to')}</span>
      <NumberInput
        className={styles.end}
        size="xs"
        hideControls
        aria-label={t('{{title}}: up to', wording)}
        value={parameter.high}
        onChange={(high) => onChange({ high })}
      />
      <span className={styles.note}>{searched.scale === 'log' ? t('by powers') : t('evenly')}</span>
    </Group>
  )
}
