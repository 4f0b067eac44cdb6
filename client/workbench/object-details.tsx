import { useQuery } from '@tanstack/react-query'
import { type Annotation, isProposed } from '#shared/domain/annotation.ts'
import type { UserId } from '#shared/domain/ids.ts'
import { bounds, iou } from '#shared/shapes/index.ts'
import { LearnedBy } from '../components/models/learned-by.tsx'
import { count } from '../figures.ts'
import { language, t } from '../i18n.ts'
import { queries } from '../queries.ts'
import { selectedOf } from './desk.ts'
import { useDeskState, useOpenDesk } from './desk-context.ts'
import styles from './object-details.module.css'
import { scoreText } from './scene.ts'

const PERCENT = 100
/** Intersection over union above which only rounding differs. */
const UNTOUCHED = 0.995

/** What is known of the selected object: where it lies, who made it, how it came to be what it is. */
export function ObjectDetails() {
  const { desk } = useOpenDesk()
  const selection = useDeskState((ui) => ui.selection)
  const { data: users = [] } = useQuery(queries.users())
  const annotation = selectedOf(desk)
  const nameOf = (id: UserId | null) => users.find((user) => user.id === id)?.name ?? (id ? t('Somebody') : t('The loop'))
  return (
    <section className={styles.details} data-testid="object-details">
      {annotation ? (
        <Facts annotation={annotation} nameOf={nameOf} />
      ) : (
        <p className={styles.hint}>
          {selection.length > 1 ? t('{{count}} selected.', { count: count(selection.length) }) : t('Nothing selected.')}
        </p>
      )}
    </section>
  )
}

interface FactsProps {
  readonly annotation: Annotation
  readonly nameOf: (id: UserId | null) => string
}

function Facts({ annotation, nameOf }: FactsProps) {
  return (
    <>
      <h3 className={styles.title}>{annotation.label}</h3>
      {placeOf(annotation) && <p className="figure">{placeOf(annotation)}</p>}
      <ul className={styles.history}>
        <li>{originSentence(annotation, nameOf)}</li>
        {correctionsOf(annotation).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
        {annotation.status === 'approved' && (
          <li>
            <LearnedBy key={annotation.id} projectId={annotation.projectId} annotationId={annotation.id} />
          </li>
        )}
        {annotation.revision > 1 && (
          <li>
            {t('Changed by {{name}} at {{time}} (revision {{revision}})', {
              name: nameOf(annotation.changedBy),
              time: timeOf(annotation.changedAt),
              revision: annotation.revision,
            })}
          </li>
        )}
      </ul>
    </>
  )
}

function placeOf({ shape }: Annotation): string | null {
  const around = bounds(shape)
  if (!around) return null
  const { width, height, x, y } = around
  return t('{{width}} × {{height}} px at {{x}}, {{y}}', {
    width: Math.round(width),
    height: Math.round(height),
    x: Math.round(x),
    y: Math.round(y),
  })
}

function originSentence({ origin }: Annotation, nameOf: (id: UserId | null) => string): string {
  switch (origin.type) {
    case 'person':
      return t('Drawn by {{name}}', { name: nameOf(origin.userId) })
    case 'model':
      return origin.together
        ? t('Suggested by models {{versions}} as {{label}}, {{score}}', {
            versions: [origin.version, ...origin.together].join(', '),
            label: origin.label,
            score: scoreText(origin.score),
          })
        : t('Suggested by model {{version}} as {{label}}, {{score}}', {
            version: origin.version,
            label: origin.label,
            score: scoreText(origin.score),
          })
    case 'functions':
      return t('Suggested by the labeling functions as {{label}}, {{score}}', {
        label: origin.label,
        score: scoreText(origin.score),
      })
    case 'import':
      return t('Imported ({{format}})', { format: origin.format })
    case 'file':
      return t('Suggested by {{name}} in a file as {{label}}, {{score}}', {
        name: origin.by ?? origin.format,
        label: origin.label,
        score: scoreText(origin.score),
      })
    default:
      return origin satisfies never
  }
}

// How far a person's decision is from what the model proposed.
function correctionsOf({ origin, label, shape }: Annotation): string[] {
  if (!isProposed(origin)) return []
  const overlap = iou(origin.shape, shape)
  return [
    ...(origin.label === label ? [] : [t('Label corrected to {{label}}', { label })]),
    ...(overlap < UNTOUCHED ? [t('Shape corrected: {{share}} % of it stayed', { share: Math.round(overlap * PERCENT) })] : []),
  ]
}

const timeOf = (at: number): string => new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(at)
