import { activeLabels } from '#shared/ontology.ts'
import { t } from '../i18n.ts'
import { AttributePanel } from './attributes/attribute-panel.tsx'
import styles from './class-panel.module.css'
import { useOpenDesk } from './desk-context.ts'
import { scoreText } from './scene.ts'
import { scoreOf } from './suggestions.ts'
import { toggleTag, wholeOf } from './whole-acts.ts'

const PERCENT = 100

/** The tags to give the image; what the model suggests is ticked and dashed until somebody decides. */
export function TagPanel() {
  const { desk, state } = useOpenDesk()
  return (
    <>
      <div className={styles.head}>
        <span className={styles.title}>{t('Tags of this image')}</span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset brings a frame of its own */}
      <div className={styles.choices} role="group" aria-label={t('Tags of this image')}>
        {activeLabels(desk.project.ontology).map(({ name, color, key }) => {
          const given = wholeOf(state, name)
          const score = given && scoreOf(given)
          return (
            // biome-ignore lint/a11y/useSemanticElements: a checkbox input would take the digits away
            <button
              key={name}
              type="button"
              role="checkbox"
              aria-checked={given !== null}
              className={styles.choice}
              data-decided={given?.status !== 'suggested'}
              data-testid={`tag-${name}`}
              style={given ? { borderColor: color } : undefined}
              disabled={desk.readOnly !== null}
              onClick={() => toggleTag(desk, name)}
            >
              <span className={styles.key} style={{ borderColor: color }}>
                {key ?? '·'}
              </span>
              <span className={styles.name}>{name}</span>
              <span className={styles.score}>{score === null ? '' : scoreText(score)}</span>
              {score !== null && <span className={styles.bar} style={{ background: color, width: `${score * PERCENT}%` }} />}
            </button>
          )
        })}
      </div>
      <AttributePanel />
      <p className={styles.hint}>{t('A digit gives or takes a tag; Enter keeps what is ticked and goes on.')}</p>
    </>
  )
}
