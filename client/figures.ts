const MINUTE_S = 60
const HOUR_S = 60 * MINUTE_S
const DAY_S = 24 * HOUR_S
const WEEK_S = 7 * DAY_S
const KILO = 1000

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const sizes = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** 12,345 */
export const count = (value: number): string => whole.format(value)

/** "1 image", "12 images" */
export const counted = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? '' : 's'}`

/** A metric between 0 and 1 with three decimals, as papers print it; a dash where there is none. */
export const metric = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : value.toFixed(3)

/** A change of a metric, with its sign: "+0.031". */
export const change = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`

/** 0.85 as "85 %" */
export const percent = (share: number): string => `${Math.round(share * 100)} %`

/** A length of time in the two units that matter: "3 min", "1 h 20 min", "45 s". */
export function duration(seconds: number): string {
  if (seconds < MINUTE_S) return `${Math.max(0, Math.round(seconds))} s`
  if (seconds < 10 * MINUTE_S) return withRest(Math.round(seconds), MINUTE_S, 'min', 1, 's')
  if (seconds < HOUR_S) return `${Math.round(seconds / MINUTE_S)} min`
  if (seconds < DAY_S) return withRest(seconds, HOUR_S, 'h', MINUTE_S, 'min')
  return withRest(seconds, DAY_S, 'd', HOUR_S, 'h')
}

/** How long ago, in one unit: "just now", "5 min ago", "3 d ago", then the date. */
export function ago(at: number, now = Date.now()): string {
  const seconds = Math.max(0, (now - at) / KILO)
  if (seconds < MINUTE_S) return 'just now'
  if (seconds < HOUR_S) return `${Math.floor(seconds / MINUTE_S)} min ago`
  if (seconds < DAY_S) return `${Math.floor(seconds / HOUR_S)} h ago`
  if (seconds < WEEK_S) return `${Math.floor(seconds / DAY_S)} d ago`
  return new Date(at).toLocaleDateString('en', { day: 'numeric', month: 'short', year: 'numeric' })
}

/** 4,300,000 as "4.3 MB" */
export function bytes(value: number): string {
  const power = value < 1 ? 0 : Math.min(sizes.length - 1, Math.floor(Math.log10(value) / 3))
  const scaled = value / KILO ** power
  return `${power === 0 ? scaled : scaled.toPrecision(3)} ${sizes[power]}`
}

function withRest(seconds: number, unit: number, name: string, small: number, smallName: string): string {
  const units = Math.floor(seconds / unit)
  const rest = Math.round((seconds - units * unit) / small)
  return rest === 0 ? `${units} ${name}` : `${units} ${name} ${rest} ${smallName}`
}
