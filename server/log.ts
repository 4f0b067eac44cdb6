import { pino } from 'pino'

/** Structured lines on stderr: stdout belongs to the sign-in URL and the command line's JSON. */
export const createLog = (name: string, level = process.env.LABELLOOP_LOG_LEVEL ?? 'info') =>
  pino({ name, level }, pino.destination(2))
export type Log = ReturnType<typeof createLog>
