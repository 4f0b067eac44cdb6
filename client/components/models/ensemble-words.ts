import type { Ensemble } from '#shared/domain/ensemble.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { tasks } from '#shared/tasks/index.ts'
import { change, decimal } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'

const POINTS = 100

/** What became of asking several models together, in a sentence and with the numbers it rests on. */
export interface EnsembleWords {
  readonly headline: string
  readonly numbers: string
}

/** Says a verdict as it stands now: an ensemble that pays may be switched off. */
export function ensembleWords(task: TaskId, ensemble: Ensemble, isOn: boolean): EnsembleWords {
  const { asked, members, verdict, losing, images, latencyMs, budgetMs } = ensemble
  const gain = gainOf(task, ensemble)
  const time = decimal(latencyMs, 0)
  switch (verdict) {
    case 'together':
      return {
        headline: isOn
          ? t('Suggestions come from {{models}} models together', { models: members.length })
          : t('Switched off: suggestions come from the champion alone, and not from {{models}} models together', {
              models: members.length,
            }),
        numbers: t('{{gain}}, {{time}} ms an image', { gain, time }),
      }
    case 'no-gain':
      return { headline: askedTogether(members.length), numbers: t('{{gain}}: the champion goes on alone', { gain }) }
    case 'label-loses':
      return {
        headline: askedTogether(members.length),
        numbers: t('{{gain}}, but {{labels}} would lose more than allowed: the champion goes on alone', {
          gain,
          labels: losing.join(', '),
        }),
      }
    case 'too-slow':
      return {
        headline: askedTogether(members.length),
        numbers: t('{{gain}}, but {{time}} ms an image where {{budget}} are allowed: the champion goes on alone', {
          gain,
          time,
          budget: decimal(budgetMs, 0),
        }),
      }
    case 'too-few':
      return {
        headline: askedTogether(members.length),
        numbers: t('{{images}} validation images are too few to tell whether that pays: the champion goes on alone', { images }),
      }
    case 'member-lost':
      return {
        headline: askedTogether(asked.length),
        numbers: t('One of them cannot be asked any more: the champion goes on alone'),
      }
    default:
      return verdict satisfies never
  }
}

const askedTogether = (models: number): string => t('Asked {{models}} models together', { models })

function gainOf(task: TaskId, { difference, low, high }: Ensemble): string {
  if (difference === null || low === null || high === null) return t('nothing to measure by on validation')
  const { metricTitle, inPoints } = tasks[task]
  const spoken = (value: number) => (inPoints ? signed(value * POINTS) : change(value))
  const numbers = { gain: spoken(difference), metric: translated(metricTitle), low: spoken(low), high: spoken(high) }
  return inPoints
    ? t('{{gain}} points {{metric}} on validation ({{low}} to {{high}})', numbers)
    : t('{{gain}} {{metric}} on validation ({{low}} to {{high}})', numbers)
}

// What is nothing once it is rounded has no sign.
function signed(value: number): string {
  const size = decimal(Math.abs(value), 1)
  if (size === decimal(0, 1)) return size
  return `${value < 0 ? '−' : '+'}${size}`
}
