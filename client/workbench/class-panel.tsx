import { activeLabels } from '#shared/ontology.ts'
import styles from './class-panel.module.css'
import { chosenClass } from './decisions.ts'
import { useOpenDesk } from './desk-context.ts'
import { chooseLabel } from './draw-acts.ts'
import { scoreText } from './scene.ts'

const PERCENT = 100

/** The classes to choose from, large enough to read from the corner of the eye; the model's guess is dashed, with its score. */
export function ClassPanel() {
  const { desk, state } = useOpenDesk()
  const chosen = chosenClass(state)
  const isDecided = chosen !== null && chosen.status !== 'suggested'
  const scores = new Map(
    [...state.annotations.values()].flatMap(({ origin }) => (origin.type === 'model' ? [[origin.label, origin.score]] : [])),
  )
  return (
    <>
      <div className={styles.head}>
        <span className={styles.title}>Class of this image</span>
      </div>
      <div className={styles.choices} role="radiogroup" aria-label="Class of this image">
        {activeLabels(desk.project.ontology).map(({ name, color, key }) => {
          const score = scores.get(name)
          const isChosen = chosen?.label === name
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
              onClick={() => chooseLabel(desk, name)}
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
      <p className={styles.hint}>{hintOf(isDecided, chosen?.label ?? null)}</p>
    </>
  )
}

function hintOf(isDecided: boolean, label: string | null): string {
  if (label === null) return 'Press the digit of the class.'
  return isDecided ? `Enter keeps ${label} and goes on.` : `Enter accepts ${label} and goes on; a digit corrects it.`
}
