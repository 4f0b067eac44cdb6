import { LoggedState, type TrackedRun } from '#shared/domain/tracking.ts'
import { RunState } from '#shared/domain/training.ts'
import { t } from '../../i18n.ts'
import { runStateWord, runTone } from '../run-words.ts'
import type { Tone } from '../state-tag.tsx'

const LOGGED_WORDS = {
  RUNNING: t('running'),
  SCHEDULED: t('waiting'),
  FINISHED: t('done'),
  FAILED: t('failed'),
  KILLED: t('cancelled'),
} as const satisfies Record<LoggedState, string>

const LOGGED_TONES = {
  RUNNING: 'active',
  SCHEDULED: 'active',
  FINISHED: 'good',
  FAILED: 'bad',
  KILLED: 'quiet',
} as const satisfies Record<LoggedState, Tone>

type Named = Pick<TrackedRun, 'number' | 'name'>
type Stated = Pick<TrackedRun, 'state'>

/** What a run is called: its number, or the name that its client gave it. */
export const runName = ({ number, name }: Named): string => (number === null ? name : String(number))

/** The same where the word "run" is not said beside it. */
export const runTitle = ({ number, name }: Named): string => (number === null ? name : t('Run {{number}}', { number }))

/** A run's state in a word, whoever made it. */
export function trackedStateWord({ state }: Stated): string {
  const own = RunState.safeParse(state)
  if (own.success) return runStateWord({ state: own.data })
  const logged = LoggedState.safeParse(state)
  return logged.success ? LOGGED_WORDS[logged.data] : state
}

export function trackedTone({ state }: Stated): Tone {
  const own = RunState.safeParse(state)
  if (own.success) return runTone({ state: own.data })
  const logged = LoggedState.safeParse(state)
  return logged.success ? LOGGED_TONES[logged.data] : 'quiet'
}
