import type { Alert } from '#shared/domain/alert.ts'
import type { Decision } from '#shared/domain/decision.ts'
import type { Notification, NotificationType } from '#shared/domain/notification.ts'
import type { Model, Run } from '#shared/domain/training.ts'

/** What a run has to tell so far: that it started and why, and how it ended. Runs of a study tell nothing. */
export function happeningsOfRun(run: Run): Notification[] {
  if (run.trial) return []
  const { id, number, state, trigger, startedAt, finishedAt, createdAt, labels, modelVersion, message } = run
  const told = (type: NotificationType, at: number, sentence: string, key: string = id): Notification => ({
    id: `${type}:${key}`,
    type,
    at,
    sentence,
    data: { runId: id, run: number, state, trigger: trigger.type, labels, model: modelVersion },
  })
  const happenings: Notification[] = []
  if (trigger.type === 'milestone') happenings.push(told('milestone.reached', createdAt, `Milestone reached: ${trigger.reason}`))
  if (startedAt !== null) happenings.push(told('run.started', startedAt, `Run ${number} started: ${trigger.reason}`))
  if (finishedAt === null) return happenings
  // A run that was resumed ends more than once, and each end is told.
  const ending = `${id}:${finishedAt}`
  if (state === 'failed')
    return [...happenings, told('run.failed', finishedAt, `Run ${number} failed: ${message ?? 'no reason given'}`, ending)]
  const made = modelVersion === null ? '' : ` and made v${modelVersion}`
  const sentence =
    state === 'succeeded' ? `Run ${number} is done${made}` : `Run ${number} was ${state}: ${message ?? 'no reason given'}`
  return [...happenings, told('run.finished', finishedAt, sentence, ending)]
}

/** The gate's verdict on a model, once there is one. */
export function happeningsOfModel({
  projectId,
  version,
  runId,
  gate,
}: Pick<Model, 'projectId' | 'version' | 'runId' | 'gate'>): Notification[] {
  if (!gate) return []
  const { verdict, reasons, against, champion, challenger, difference, decidedAt } = gate
  const word = verdict === 'promote' ? 'passed the gate' : 'held'
  return [
    {
      id: `gate.decided:${projectId}:${version}`,
      type: 'gate.decided',
      at: decidedAt,
      sentence: `v${version} ${word}: ${reasons.join('; ')}`,
      data: { model: version, runId, verdict, reasons, against, champion, challenger, difference },
    },
  ]
}

const TOLD_DECISIONS = { promotion: 'model.promoted', rollback: 'model.rolled-back' } as const satisfies Partial<
  Record<Decision['type'], NotificationType>
>

/** A promotion or a rollback; `champion` is the version that pre-labels now. */
export function happeningsOfDecision({ id, at, type, sentence, userId }: Decision, champion: number | null): Notification[] {
  if (type !== 'promotion' && type !== 'rollback') return []
  const told = TOLD_DECISIONS[type]
  return [{ id: `${told}:${id}`, type: told, at, sentence, data: { champion, byPerson: userId !== null } }]
}

/** The types of decisions that are told. */
export const TOLD_DECISION_TYPES = Object.keys(TOLD_DECISIONS) as (keyof typeof TOLD_DECISIONS)[]

/** That an alert was raised, and that it has settled. */
export function happeningsOfAlert({
  id,
  kind,
  signal,
  version,
  value,
  line,
  sentence,
  raisedAt,
  settledAt,
}: Alert): Notification[] {
  const data = { alertId: id, kind, signal, model: version, value, line }
  const raised: Notification = { id: `alert.raised:${id}`, type: 'alert.raised', at: raisedAt, sentence, data }
  if (settledAt === null) return [raised]
  return [raised, { id: `alert.settled:${id}`, type: 'alert.settled', at: settledAt, sentence: `Settled: ${sentence}`, data }]
}
