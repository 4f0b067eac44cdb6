import { answers } from '#shared/ontology.ts'
import { t } from '../../i18n.ts'
import { useDeskState, useOpenDesk } from '../desk-context.ts'
import { answerOf, askedOfAll, choicesOf, spoken } from './answers.ts'
import { answer, askedNow } from './attribute-acts.ts'
import { AttributeField } from './attribute-field.tsx'
import styles from './attribute-panel.module.css'

/** Digits on the keyboard's row. */
const DIGITS = 10

/** What is asked about the selected, one field each; of several annotations at once what they share. */
export function AttributePanel() {
  const { desk } = useOpenDesk()
  useDeskState((ui) => ui.selection)
  const mode = useDeskState((ui) => ui.mode)
  const current = useDeskState((ui) => ui.attribute)
  const selected = askedNow(desk)
  const asked = askedOfAll(desk.project.ontology, selected)
  const walked = mode === 'attributes' ? (asked.find(({ name }) => name === current) ?? asked[0]) : undefined
  if (asked.length === 0) return null
  return (
    <section className={styles.panel} aria-label={t('Attributes')} data-testid="attribute-panel">
      {asked.map((definition) => {
        const given = answerOf(selected, definition.name)
        const isMissing = definition.required && !(given.kind === 'same' && answers(definition, given.value))
        return (
          // biome-ignore lint/a11y/noLabelWithoutControl: the field bears the name itself; this makes the whole line a target
          <label key={definition.name} className={styles.line} data-current={definition === walked} data-missing={isMissing}>
            <span className={styles.name} title={isMissing ? t('Required before the image can be submitted') : undefined}>
              {definition.name}
              {definition.required && <b aria-hidden> *</b>}
            </span>
            <AttributeField
              asked={definition}
              answer={given}
              isReadOnly={desk.readOnly !== null}
              onAnswer={(value) => answer(desk, definition.name, value)}
            />
            {definition === walked && choicesOf(definition).length > 0 && (
              <span className={styles.digits}>
                {choicesOf(definition)
                  .slice(0, DIGITS)
                  .map((value, index) => (
                    <span key={spoken(value)}>
                      <kbd>{(index + 1) % DIGITS}</kbd> {spoken(value)}
                    </span>
                  ))}
              </span>
            )}
          </label>
        )
      })}
    </section>
  )
}
