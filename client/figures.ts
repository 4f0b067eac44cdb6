import { language, plural, t } from './i18n.ts'

const MINUTE_S = 60
const HOUR_S = 60 * MINUTE_S
const DAY_S = 24 * HOUR_S
const WEEK_S = 7 * DAY_S
const KILO = 1000

const whole = new Intl.NumberFormat(language(), { maximumFractionDigits: 0 })
const asItIs = new Intl.NumberFormat(language(), { maximumFractionDigits: 10 })
const threeDigits = new Intl.NumberFormat(language(), { minimumSignificantDigits: 3, maximumSignificantDigits: 3 })
const withDecimals = (digits: number) =>
  new Intl.NumberFormat(language(), { minimumFractionDigits: digits, maximumFractionDigits: digits })
const decimals = { 0: withDecimals(0), 1: withDecimals(1), 2: withDecimals(2), 3: withDecimals(3) } as const
const sizes = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** A number that somebody measured, with the digits it has: 12.5 */
export const measured = (value: number): string => asItIs.format(value)

/** 12,345 */
export const count = (value: number): string => whole.format(value)

const NOUNS = {
  image: (value) => plural(value, '{{count}} image', '{{count}} images'),
  label: (value) => plural(value, '{{count}} label', '{{count}} labels'),
  file: (value) => plural(value, '{{count}} file', '{{count}} files'),
  area: (value) => plural(value, '{{count}} area', '{{count}} areas'),
} as const satisfies Record<string, (value: number) => string>

/** "1 image", "12 images" */
export const counted = (value: number, noun: keyof typeof NOUNS): string => NOUNS[noun](value)

/** A number with so many decimals: 0.8 with two is "0.80". */
export const decimal = (value: number, digits: keyof typeof decimals): string => decimals[digits].format(value)

/** What parts a whole number from its decimals. */
export const DECIMAL_POINT = decimal(0.5, 1).slice(1, -1)

/** A metric between 0 and 1 with three decimals, as papers print it; a dash where there is none. */
export const metric = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : decimal(value, 3)

/** A change of a metric, with its sign: "+0.031". */
export const change = (value: number): string => `${value < 0 ? '−' : '+'}${decimal(Math.abs(value), 3)}`

/** 0.85 as "85 %" */
export const percent = (share: number): string => `${Math.round(share * 100)} %`

/** A length of time in the two units that matter: "3 min", "1 h 20 min", "45 s". */
export function duration(seconds: number): string {
  if (seconds < MINUTE_S) return `${Math.max(0, Math.round(seconds))} s`
  if (seconds < 10 * MINUTE_S) return withRest(Math.round(seconds), MINUTE_S, 'min', 1, 's')
  if (seconds < HOUR_S) return `${Math.round(seconds / MINUTE_S)} min`
  if (seconds < DAY_S) return withRest(seconds, HOUR_S, 'h', MINUTE_S, 'min')
  return withRest(seconds, DAY_S, t('d'), HOUR_S, 'h')
}

/** How long ago, in one unit: "just now", "5 min ago", "3 d ago", then the date. */
export function ago(at: number, now = Date.now()): string {
  const seconds = Math.max(0, (now - at) / KILO)
  if (seconds < MINUTE_S) return t('just now')
  if (seconds < HOUR_S) return t('{{minutes}} min ago', { minutes: Math.floor(seconds / MINUTE_S) })
  if (seconds < DAY_S) return t('{{hours}} h ago', { hours: Math.floor(seconds / HOUR_S) })
  if (seconds < WEEK_S) return t('{{days}} d ago', { days: Math.floor(seconds / DAY_S) })
  return new Date(at).toLocaleDateString(language(), { day: 'numeric', month: 'short', year: 'numeric' })
}

/** 4,300,000 as "4.3 MB" */
export function bytes(value: number): string {
  const power = value < 1 ? 0 : Math.min(sizes.length - 1, Math.floor(Math.log10(value) / 3))
  const scaled = value / KILO ** power
  return `${power === 0 ? scaled : threeDigits.format(scaled)} ${sizes[power]}`
}

function withRest(seconds: number, unit: number, name: string, small: number, smallName: string): string {
  const units = Math.floor(seconds / unit)
  const rest = Math.round((seconds - units * unit) / small)
  return rest === 0 ? `${units} ${name}` : `${units} ${name} ${rest} ${smallName}`
}
