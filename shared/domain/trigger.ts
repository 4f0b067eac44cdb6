import { z } from 'zod'

/** The rules that start a training by themselves, in the order in which they are asked. */
export const RuleTrigger = z.enum(['milestone', 'age', 'drift', 'correction-rate', 'metric', 'schedule'])
export type RuleTrigger = z.infer<typeof RuleTrigger>

/** A time of the day on the project's clock: "22:00". */
export const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of the day such as 22:00')

/** A time zone as the IANA data base names it: "Europe/Berlin". */
export const TimeZone = z.string().max(60).refine(isTimeZone, 'expected a time zone such as Europe/Berlin')

const switchedOff = z.boolean().default(false)
/** Fewer new labels than this are not worth a training. */
const newLabels = (count: number) => z.number().int().positive().default(count)

/** What the rules beside milestone and age go by, and what they are all held to; parts of LoopSettings. */
export const triggerSettings = {
  /** An alert about the images, or about what is said of them. */
  drift: z.object({ enabled: switchedOff, labels: newLabels(20) }).prefault({}),
  /** An alert about what people correct. */
  corrections: z.object({ enabled: switchedOff, labels: newLabels(20) }).prefault({}),
  metric: z
    .object({
      enabled: switchedOff,
      /** The champion's main figure on the test split that is too low. */
      line: z.number().max(1).default(0.8),
      labels: newLabels(50),
    })
    .prefault({}),
  schedule: z
    .object({
      enabled: switchedOff,
      /** Five or six fields, as cron reads them, on the project's clock. */
      cron: z.string().max(100).default('0 3 * * *'),
      /** How long after its time it may still start: for what else must come together, and for a server that was away. */
      withinMinutes: z.number().int().positive().default(60),
    })
    .prefault({}),
  clock: z.object({ timeZone: TimeZone.default('UTC') }).prefault({}),
  rule: z
    .object({
      /** Any one of these groups, all of a group; none: any trigger that is switched on. */
      groups: z.array(z.array(RuleTrigger).min(1).max(RuleTrigger.options.length)).max(12).default([]),
    })
    .prefault({}),
  limits: z
    .object({
      /** Nothing starts while people approve: only after this long without an approval. */
      debounceSeconds: z.number().min(0).default(0),
      /** Nothing starts this soon after a training has ended. */
      coolDownMinutes: z.number().min(0).default(0),
      /** Minutes of training a day after which nothing starts before the next day; null for no limit. */
      minutesPerDay: z.number().positive().nullable().default(null),
    })
    .prefault({}),
  /** When nothing starts by itself. */
  quietHours: z
    .object({ enabled: switchedOff, from: TimeOfDay.default('22:00'), until: TimeOfDay.default('06:00') })
    .prefault({}),
} as const

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null
  } catch {
    return false
  }
}
