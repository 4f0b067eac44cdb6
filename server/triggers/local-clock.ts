const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const MINUTES_PER_HOUR = 60

/** Minutes since midnight on a clock in this time zone (IANA name), 0 to 1439, at a time in milliseconds since 1970. */
export function minuteOfDay(at: number, timeZone: string): number {
  return Math.floor(modulo(wallTime(at, timeZone), DAY_MS) / MINUTE_MS)
}

/** When the day began there that it is at this time. */
export function startOfDay(at: number, timeZone: string): number {
  return atWallTime(Math.floor(wallTime(at, timeZone) / DAY_MS) * DAY_MS, timeZone)
}

/** When the day after begins. */
export function nextDay(at: number, timeZone: string): number {
  return atWallTime((Math.floor(wallTime(at, timeZone) / DAY_MS) + 1) * DAY_MS, timeZone)
}

/** The next time after this one that a clock there shows so many minutes since midnight. */
export function nextAtMinute(at: number, minute: number, timeZone: string): number {
  const midnight = Math.floor(wallTime(at, timeZone) / DAY_MS) * DAY_MS
  const today = atWallTime(midnight + minute * MINUTE_MS, timeZone)
  return today > at ? today : atWallTime(midnight + DAY_MS + minute * MINUTE_MS, timeZone)
}

/** "22:30" as minutes since midnight. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * MINUTES_PER_HOUR + minutes
}

/** "2026-11-22 03:00 (Europe/Berlin)" */
export function localTime(at: number, timeZone: string): string {
  return `${new Date(wallTime(at, timeZone)).toISOString().slice(0, 16).replace('T', ' ')} (${timeZone})`
}

// What a clock there shows, as if it were UTC.
function wallTime(at: number, timeZone: string): number {
  const parts = formatterOf(timeZone).formatToParts(at)
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value ?? 0)
  const whole = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
  return whole + modulo(at, 1000)
}

// Making one takes a hundred times as long as asking it.
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const formatter = formatters.get(timeZone) ?? new Intl.DateTimeFormat('en', { ...PARTS, timeZone })
  formatters.set(timeZone, formatter)
  return formatter
}

const PARTS = {
  calendar: 'iso8601',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const satisfies Intl.DateTimeFormatOptions

// The offset may differ before and after a change of the clocks: a second look settles it. A time that the clocks skip, as some skip midnight,
// is the moment at which they do: an earlier one would be of the day before.
function atWallTime(wall: number, timeZone: string): number {
  const first = wall - offset(wall, timeZone)
  const second = wall - offset(first, timeZone)
  return wallTime(second, timeZone) === wall ? second : Math.max(first, second)
}

const offset = (at: number, timeZone: string): number => wallTime(at, timeZone) - at

const modulo = (value: number, by: number): number => ((value % by) + by) % by
