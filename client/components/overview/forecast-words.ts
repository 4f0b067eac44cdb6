import { type Expected, forecast, type Measured, scoreForecasts } from '#shared/learning-forecast.ts'
import type { Overview } from '#shared/routes/projects.ts'
import { counted, decimal, duration, metric } from '../../figures.ts'
import { t } from '../../i18n.ts'

/** A gain that nobody would see. */
const HARDLY = 0.005
/** What a label takes where none was made here yet, seconds: drawing a box. */
const USUAL_SECONDS = 7
const PER_CENT = 100

/** What the next labels are worth: how the curve goes on, and what to do about it. */
export interface Outlook {
  /** From the last model to twice its labels, in rising order. */
  readonly band: readonly Expected[]
  readonly sentences: readonly string[]
}

const STEPS_OF_BAND = 5

/** The outlook of a project; null with fewer than three models to learn from. */
export function outlookOf(points: readonly Measured[], overview: Pick<Overview, 'nextTraining' | 'effort'>): Outlook | null {
  const last = points.at(-1)
  if (!last) return null
  const more = Math.max(1, overview.nextTraining.need - overview.nextTraining.have)
  const ahead = Array.from({ length: STEPS_OF_BAND }, (_, step) => Math.round(last.labels * (1 + step / (STEPS_OF_BAND - 1))))
  const [next, ...band] = forecast(points, [last.labels + more, ...ahead])
  const now = band[0]
  const twice = band.at(-1)
  if (!next || !now || !twice) return null
  const sentences = [
    t('With {{labels}} more, about {{time}} of work, {{figure}} is expected ({{low}} to {{high}}).', {
      labels: counted(more, 'label'),
      time: duration(more * secondsPerLabel(overview.effort)),
      figure: metric(next.expected),
      low: decimal(next.low, 2),
      high: decimal(next.high, 2),
    }),
    ...(twice.expected - now.expected < HARDLY
      ? [t('Twice as many labels of the same kind would hardly help: look for likely label mistakes, or for other images.')]
      : []),
    ...heldSentence(points),
  ]
  return { band, sentences }
}

function heldSentence(points: readonly Measured[]): string[] {
  const scored = scoreForecasts(points)
  if (scored.length === 0) return []
  const held = scored.filter(({ inside }) => inside).length
  return [
    t('{{held}} of {{all}} such forecasts held so far; {{share}} % should.', { held, all: scored.length, share: 0.8 * PER_CENT }),
  ]
}

function secondsPerLabel({ drawn, fixed, accepted, seconds }: Overview['effort']): number {
  const made = drawn + fixed + accepted
  return made === 0 ? USUAL_SECONDS : seconds / made
}
