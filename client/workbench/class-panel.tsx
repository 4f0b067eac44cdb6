import { Button } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useStore } from 'zustand'
import { isProposed } from '#shared/domain/annotation.ts'
import { activeLabels, type Label, presentName } from '#shared/ontology.ts'
import { count } from '../figures.ts'
import { t } from '../i18n.ts'
import { AttributePanel } from './attributes/attribute-panel.tsx'
import styles from './class-panel.module.css'
import { chosenClass } from './decisions.ts'
import { useAct, useOpenDesk } from './desk-context.ts'
import { takeLabel } from './labels/label-acts.ts'
import { labelPicker } from './labels/label-picker-state.ts'
import { scoreText } from './scene.ts'

const PERCENT = 100
/** More classes than this are found by typing: here stand those with a digit, a score, and the recent ones. */
const MOST_SHOWN = 40

/** The classes to choose from, large enough to read from the corner of the eye; the model's guess is dashed, with its score. */
export function ClassPanel() {
  const { desk, state } = useOpenDesk()
  const { ontology, id } = desk.project
  const find = useAct('findLabel')
  const recent = useStore(labelPicker, (picker) => picker.recent[id])
  const chosen = chosenClass(state)
  const chosenName = chosen && presentName(ontology, chosen.label)
  const isDecided = chosen !== null && chosen.status !== 'suggested'
  const scores = new Map(
    [...state.annotations.values()].flatMap(({ origin }) =>
      isProposed(origin) ? [[presentName(ontology, origin.label), origin.score]] : [],
    ),
  )
  const labels = activeLabels(ontology)
  const told = new Set([...scores.keys(), ...(recent ?? []), chosenName])
  const shown = labels.length <= MOST_SHOWN ? labels : mostWanted(labels, told)
  return (
    <>
      <div className={styles.head}>
        <span className={styles.title}>{t('Class of this image')}</span>
      </div>
      <div className={styles.choices} role="radiogroup" aria-label={t('Class of this image')}>
        {shown.length < labels.length && (
          <Button variant="default" leftSection={<IconSearch size={15} />} onClick={find}>
            {t('Find one of {{classes}} classes', { classes: count(labels.length) })}
          </Button>
        )}
        {shown.map(({ name, color, key }) => {
          const score = scores.get(name)
          const isChosen = chosenName === name
          return (
            // biome-ignore lint/a11y/useSemanticElements: a radio input would take the arrow keys and the digits away
            <button
              key={name}
              type="button"
              role="radio"
              aria-checked={isChosen}
              className={styles.choice}
              data-decided={isDecided}
              data-testid={`class-${name}`}
              style={isChosen ? { borderColor: color } : undefined}
              disabled={desk.readOnly !== null}
              onClick={() => takeLabel(desk, name)}
            >
              <span className={styles.key} style={{ borderColor: color }}>
                {key ?? '·'}
              </span>
              <span className={styles.name}>{name}</span>
              <span className={styles.score}>{score === undefined ? '' : scoreText(score)}</span>
              {score !== undefined && <span className={styles.bar} style={{ background: color, width: `${score * PERCENT}%` }} />}
            </button>
          )
        })}
      </div>
      <AttributePanel />
      <p className={styles.hint}>{hintOf(isDecided, chosenName)}</p>
    </>
  )
}

const mostWanted = (labels: readonly Label[], told: ReadonlySet<string | null>): readonly Label[] =>
  labels.filter(({ name, key }) => key !== null || told.has(name)).slice(0, MOST_SHOWN)

function hintOf(isDecided: boolean, label: string | null): string {
  if (label === null) return t('Press the digit of the class.')
  return isDecided
    ? t('Enter keeps {{label}} and goes on.', { label })
    : t('Enter accepts {{label}} and goes on; a digit corrects it.', { label })
}
