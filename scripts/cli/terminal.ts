const BAR_WIDTH = 24
/** A plain log hears of the same act at most this often. */
const PLAIN_LINE_EVERY_MS = 10_000
const SECONDS_PER_MINUTE = 60
const BYTES_PER_MEGABYTE = 1e6

/** How a command talks: results on stdout, everything else on stderr. */
export interface Terminal {
  /** A line for people. */
  note(text: string): void
  /** How far a long act is: 0 to 1, or null while unknown. */
  progress(fraction: number | null, text: string, secondsLeft?: number | null): void
  /** What the command is asked for: the one JSON document, or text for people. */
  result(value: unknown, text: string): void
}

/** A bar on a terminal, plain lines otherwise. */
export function createTerminal({ json }: { json: boolean }): Terminal {
  const live = process.stderr.isTTY === true
  let lastLine = ''
  let lastAt = 0
  const clear = () => {
    if (live && lastLine) process.stderr.write('\r\x1b[2K')
    lastLine = ''
  }
  return {
    note(text) {
      clear()
      process.stderr.write(`${text}\n`)
    },
    progress(fraction, text, secondsLeft = null) {
      if (live) {
        lastLine = `${bar(fraction)} ${text}${timeLeft(secondsLeft)}`.slice(0, (process.stderr.columns ?? 80) - 1)
        process.stderr.write(`\r\x1b[2K${lastLine}`)
        return
      }
      const line = `${percent(fraction)}${text}${timeLeft(secondsLeft)}`
      if (line === lastLine || Date.now() - lastAt < PLAIN_LINE_EVERY_MS) return
      lastLine = line
      lastAt = Date.now()
      process.stderr.write(`${line}\n`)
    },
    result(value, text) {
      clear()
      process.stdout.write(json ? `${JSON.stringify(value)}\n` : `${text}\n`)
    },
  }
}

function bar(fraction: number | null): string {
  const filled = Math.round((fraction ?? 0) * BAR_WIDTH)
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${percent(fraction)}`
}

const percent = (fraction: number | null) => (fraction === null ? '' : `${Math.round(fraction * 100)} % `)

const timeLeft = (seconds: number | null) => (seconds === null ? '' : `, ${duration(seconds)} left`)

/** Seconds as people say them: "45 s", "3 min 20 s". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < SECONDS_PER_MINUTE) return `${whole} s`
  return `${Math.floor(whole / SECONDS_PER_MINUTE)} min ${whole % SECONDS_PER_MINUTE} s`
}

/** A moment (milliseconds since 1970) in universal time, to the minute: "2026-11-22 09:30". */
export const timeOf = (at: number): string => new Date(at).toISOString().slice(0, 'YYYY-MM-DDThh:mm'.length).replace('T', ' ')

/** Bytes in megabytes: "12.3". */
export const megabytes = (bytes: number): string => (bytes / BYTES_PER_MEGABYTE).toFixed(1)

/** Columns as wide as their longest cell; numbers to the right. */
export function table(rows: readonly Readonly<Record<string, string | number | null>>[]): string {
  const columns = Object.keys(rows[0] ?? {})
  const shown = rows.map((row) => columns.map((column) => String(row[column] ?? '-')))
  const widths = columns.map((column, index) => Math.max(column.length, ...shown.map((cells) => cells[index]?.length ?? 0)))
  const numeric = columns.map((column) => rows.every((row) => typeof row[column] !== 'string'))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => (numeric[index] ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd()
  return [columns, ...shown].map(line).join('\n')
}
