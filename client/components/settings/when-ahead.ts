import { duration } from '../../figures.ts'
import { language, t } from '../../i18n.ts'

const SECOND_MS = 1000
const SOON_S = 60
const WEEK_S = 7 * 86_400

/** A time to come, as people say it: "within a minute", "in 3 h 20 min", then the date. */
export function whenAhead(at: number, now = Date.now()): string {
  const seconds = (at - now) / SECOND_MS
  if (seconds < SOON_S) return t('within a minute')
  if (seconds < WEEK_S) return t('in {{time}}', { time: duration(seconds) })
  return t('on {{date}}', { date: new Date(at).toLocaleDateString(language(), { day: 'numeric', month: 'short' }) })
}
