import { setTimeout as sleep } from 'node:timers/promises'
import { isFinished, type Job } from '#shared/domain/job.ts'
import { isActiveRun, type Run } from '#shared/domain/training.ts'
import { routes } from '#shared/routes.ts'
import type { Api } from '../cli/api.ts'
import { copyOf, type Effort } from './effort.ts'
import { FAST, type PacedClock, REAL_TIME } from './paced-clock.ts'

const LOOK_EVERY_MS = 250
const JOBS_LOOKED_AT = 50
/** A milestone that the last approvals crossed becomes a run within this time. */
const QUIET_MS = 5_000
/** While these jobs run, people work in real time: a model that takes long to train is late for the labels drawn meanwhile. */
const LOOP_JOBS: readonly Job['name'][] = ['train', 'weigh', 'prelabel']

/** A training of the campaign: its run, and the effort that had gone into the labels when it began. */
export interface Milestone {
  run: Run
  readonly effort: Effort
  /** Simulated seconds since the start of the campaign. */
  readonly startedAt: number
}

export interface Watch {
  /** In the order in which they began. */
  readonly milestones: readonly Milestone[]
  /** Resolves when no training or pre-labelling has been pending for a while. */
  quiet(): Promise<void>
  /** Rejects with what goes wrong in the watch; resolves after `end`. */
  readonly ended: Promise<void>
  end(): Promise<void>
}

export interface WatchDeps {
  readonly api: Api
  readonly projectId: string
  readonly clock: PacedClock
  readonly effort: Effort
  readonly onRun: (run: Run) => void
}

/** Follows the loop: records each training, and slows the people down while one is under way. */
export function watchLoop(deps: WatchDeps): Watch {
  const { api, projectId, clock, effort, onRun } = deps
  const milestones: Milestone[] = []
  const before = new Set<string>()
  const seen = new Set<string>()
  const ending = new AbortController()
  let quietSince: number | null = null
  let first = true

  async function look(): Promise<void> {
    const jobs = await api.call(routes.loop.jobs, { query: { projectId, limit: JOBS_LOOKED_AT } })
    const busy = jobs.some((job) => LOOP_JOBS.includes(job.name) && !isFinished(job))
    clock.setSpeed(busy ? REAL_TIME : FAST)
    quietSince = busy ? null : (quietSince ?? Date.now())
    const fresh = jobs.filter(({ id, name }) => name === 'train' && !seen.has(id))
    if (first || fresh.length > 0 || milestones.some(({ run }) => isActiveRun(run))) await readRuns()
    for (const { id } of fresh) seen.add(id)
    first = false
  }

  async function readRuns(): Promise<void> {
    const runs = await api.call(routes.loop.runs, { params: { projectId } })
    for (const run of runs.toReversed()) {
      const milestone = milestones.find((candidate) => candidate.run.id === run.id)
      if (milestone && milestone.run.state !== run.state) onRun(run)
      if (milestone) milestone.run = run
      else if (first) before.add(run.id)
      else if (!before.has(run.id)) {
        milestones.push({ run, effort: copyOf(effort), startedAt: clock.now() })
        onRun(run)
      }
    }
  }

  const watching = (async () => {
    while (!ending.signal.aborted) {
      await look()
      await sleep(LOOK_EVERY_MS)
    }
  })()
  watching.catch(() => undefined)

  return {
    milestones,
    ended: watching,
    async quiet() {
      quietSince = null
      while (quietSince === null || Date.now() - quietSince < QUIET_MS) await Promise.race([sleep(LOOK_EVERY_MS), watching])
    },
    async end() {
      ending.abort()
      await watching
    },
  }
}
