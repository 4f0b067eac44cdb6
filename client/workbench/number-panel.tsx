import { NumberInput } from '@mantine/core'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { activeLabels, type Label } from '#shared/ontology.ts'
import { t } from '../i18n.ts'
import styles from './class-panel.module.css'
import { useAct, useDeskState, useOpenDesk } from './desk-context.ts'
import { scoreText } from './scene.ts'
import { scoreOf } from './suggestions.ts'
import { giveNumber, numberOf, wholeOf } from './whole-acts.ts'

const NUMBER_WIDTH_PX = 88

/** The numbers of the image, one for each label; what the model suggests stands there dashed, with how sure it is. */
export function NumberPanel() {
  const { desk } = useOpenDesk()
  const labels = activeLabels(desk.project.ontology)
  return (
    <>
      <div className={styles.head}>
        <span className={styles.title}>{t('Numbers of this image')}</span>
      </div>
      <div className={styles.choices}>
        {labels.map((label, index) => (
          <NumberLine key={label.name} label={label} isFirst={index === 0} />
        ))}
      </div>
      <p className={styles.hint}>{t('Type the number; Enter keeps it and goes on. A digit on the image goes to its label.')}</p>
    </>
  )
}

function NumberLine({ label, isFirst }: { label: Label; isFirst: boolean }) {
  const { desk, state } = useOpenDesk()
  const inHand = useDeskState((ui) => ui.label)
  const proceed = useAct('proceed')
  const field = useRef<HTMLInputElement>(null)
  const given = wholeOf(state, label.name)
  const known = numberOf(given)
  const [typed, setTyped] = useState<number | null>(known)
  // One image after the other without touching the mouse: the first number is in hand when an image opens.
  const { id } = desk.asset
  // biome-ignore lint/correctness/useExhaustiveDependencies: another image asks for its number anew
  useEffect(() => {
    if (isFirst || inHand === label.name) field.current?.focus()
  }, [id, inHand, isFirst, label.name])
  useEffect(() => setTyped(known), [known])
  // What is typed takes the place of what stands there.
  useEffect(() => {
    if (typed === known && document.activeElement === field.current) field.current?.select()
  }, [typed, known])
  const commit = () => {
    if (typed !== known) giveNumber(desk, label.name, typed)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    commit()
    proceed()
  }
  const score = given && given.status === 'suggested' ? scoreOf(given) : null
  return (
    <div
      className={`${styles.choice} ${styles.number}`}
      data-decided={given?.status !== 'suggested'}
      data-testid={`number-${label.name}`}
      style={known === null ? undefined : { borderColor: label.color }}
    >
      <span className={styles.key} style={{ borderColor: label.color }}>
        {label.key ?? '·'}
      </span>
      <span className={styles.name}>{label.name}</span>
      <NumberInput
        ref={field}
        w={NUMBER_WIDTH_PX}
        aria-label={label.name}
        hideControls
        disabled={desk.readOnly !== null}
        value={typed ?? ''}
        onChange={(number) => setTyped(typeof number === 'number' ? number : null)}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={commit}
        onKeyDown={onKeyDown}
      />
      <span className={styles.score} title={t('How likely this is close enough')}>
        {score === null ? '' : scoreText(score)}
      </span>
    </div>
  )
}
