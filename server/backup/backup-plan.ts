import { Cron } from 'croner'
import { BackupPlan, type BackupPlanState } from '#shared/domain/backup.ts'
import { AppError, invalid, messageOf } from '../errors.ts'
import type { Queue } from '../jobs/queue.ts'
import type { BackupPlanRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'

type PlanStore = Pick<Store, 'backupPlans'>

const ONE = 'installation'
/** At most one of these waits or runs. */
const UNIQUE = 'backup'

/** When backups are made by themselves, and how the last was asked for; `place` is the operator's. */
export async function loadPlan(store: PlanStore, place: string | null): Promise<BackupPlanState> {
  const row = await rowOf(store)
  return { plan: row.plan, place, last: row.last, nextAt: place === null ? null : nextOf(row) }
}

export async function savePlan(store: PlanStore, plan: BackupPlan, now = Date.now()): Promise<void> {
  checkSchedule(plan)
  const changed = { plan, changedAt: now }
  await store.backupPlans.updateOne({ _id: ONE }, { $set: changed, $setOnInsert: { last: null } }, { upsert: true })
}

/** Asks a worker for a backup now; a conflict where one is being made. */
export async function requestBackup({ store, queue }: { store: PlanStore; queue: Queue }, now = Date.now()) {
  const job = await queue.add({ name: 'backup', projectId: null, payload: {}, unique: UNIQUE })
  const last = { jobId: job.id, at: now }
  const fresh = { plan: BackupPlan.parse({}), changedAt: now }
  await store.backupPlans.updateOne({ _id: ONE }, { $set: { last }, $setOnInsert: fresh }, { upsert: true })
  return last
}

/** Asks for a backup once its time has come. */
export async function backUpWhenDue(deps: { store: PlanStore; queue: Queue }, now = Date.now()): Promise<void> {
  const due = nextOf(await rowOf(deps.store))
  if (due === null || due > now) return
  await requestBackup(deps, now).catch((error: unknown) => {
    if (!(error instanceof AppError && error.code === 'conflict')) throw error
  })
}

async function rowOf(store: PlanStore): Promise<Omit<BackupPlanRow, '_id'>> {
  return (await store.backupPlans.findOne({ _id: ONE })) ?? { plan: BackupPlan.parse({}), last: null, changedAt: 0 }
}

// After a change of the plan nothing is due that the schedule would have asked for before.
function nextOf({ plan: { schedule }, last, changedAt }: Omit<BackupPlanRow, '_id'>): number | null {
  const after = new Date(Math.max(last?.at ?? 0, changedAt))
  return schedule === null ? null : (new Cron(schedule, { paused: true }).nextRun(after)?.getTime() ?? null)
}

function checkSchedule({ schedule }: BackupPlan): void {
  if (schedule === null) return
  try {
    new Cron(schedule, { paused: true })
  } catch (error) {
    throw invalid(`Expected a schedule such as "0 3 * * *" (every night at three), got "${schedule}": ${messageOf(error)}`)
  }
}
