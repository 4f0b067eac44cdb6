import { setTimeout as sleep } from 'node:timers/promises'
import type { AssetId } from '#shared/domain/ids.ts'
import { createRandom } from '#shared/random.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { tasks } from '#shared/tasks/index.ts'
import type { Api } from '../cli/api.ts'
import { openSocket, type PatientSocket } from '../cli/socket.ts'
import type { Terminal } from '../cli/terminal.ts'
import { addEffort, type Effort, humanSeconds, noEffort, savedByQuarter } from './effort.ts'
import { dismiss, type Hired, hirePeople } from './hire-people.ts'
import { measureLabels } from './label-quality.ts'
import { createLedger } from './ledger.ts'
import { watchLoop } from './milestones.ts'
import { createPacedClock, FAST } from './paced-clock.ts'
import { workOn } from './person.ts'
import { describe, reportMilestones, totals } from './report.ts'
import { createReviewPile } from './review-pile.ts'
import type { Truth } from './truth.ts'

/** Restarts of the server are waited out. */
export const PATIENCE_MS = 120_000
const LOOK_EVERY_MS = 500

export interface Campaign {
  readonly project: ProjectSummary
  readonly truth: Truth
  readonly people: number
  /** Approved labels to stop at, or every asset approved. */
  readonly until: 'all' | number
  readonly seed: number
}

/** Plays a team that knows the truth, over the sockets a browser uses, until the goal; then audits the log and judges every model. */
export async function simulate(api: Api, campaign: Campaign, terminal: Terminal) {
  const { project, people } = campaign
  const startedAt = Date.now()
  const team = await hirePeople(api, project.id, people)
  const sockets = team.map(({ connection }) => openSocket(connection, PATIENCE_MS))
  try {
    const work = await playTeam(api, campaign, team, sockets, terminal)
    terminal.note(`Looking up ${work.ledger.size} acknowledged operations in the log`)
    const [auditor] = sockets as [PatientSocket]
    const { missing, doubled } = await work.ledger.audit(auditor)
    const labelQuality = await measureLabels(auditor, work.ledger.assets, { task: project.task, truth: campaign.truth })
    const milestones = await reportMilestones(api, project.id, work.milestones, terminal)
    const result = {
      project: project.name,
      task: project.task,
      milestones,
      ...totals(work.effort),
      savedByQuarter: savedByQuarter(work.hands),
      labelQuality,
      acknowledged: work.ledger.size,
      missing: missing.length,
      doubled: doubled.length,
      refused: work.refused.length,
      reconnects: sockets.reduce((sum, socket) => sum + socket.reconnects, 0),
      seconds: (Date.now() - startedAt) / 1_000,
    }
    const audit = `${result.acknowledged} operations acknowledged, ${result.missing} missing, ${result.doubled} doubled, ${result.refused} refused, ${result.reconnects} reconnects`
    const quality = `The labels overlap the truth by ${labelQuality.meanIou.toFixed(3)} on average, ${labelQuality.wrong} are wrong`
    return { result, text: `${describe(milestones, work.effort, tasks[project.task].metricTitle)}\n${quality}\n${audit}` }
  } finally {
    for (const socket of sockets) socket.close()
    await dismiss(api, team)
  }
}

async function playTeam(
  api: Api,
  { project, truth, people, until, seed }: Campaign,
  team: readonly Hired[],
  sockets: readonly PatientSocket[],
  terminal: Terminal,
) {
  const effort = noEffort()
  const hands: Effort[] = []
  const submitted = new Set<AssetId>()
  const ledger = createLedger()
  const refused: string[] = []
  const clock = createPacedClock(FAST)
  const pile = createReviewPile(people)
  const over = new AbortController()
  const onRun = (run: { number: number; state: string; labels: number | null; message: string | null }) =>
    terminal.note(
      `Run ${run.number}: ${run.state}${run.labels === null ? '' : `, ${run.labels} labels`}${run.message ? `. ${run.message}` : ''}`,
    )
  const watch = watchLoop({ api, projectId: project.id, clock, effort, onRun })
  const working = team.map(({ userId }, index) =>
    workOn({
      socket: sockets[index] as PatientSocket,
      userId,
      ledger,
      onRefused: (message) => refused.push(message),
      projectId: project.id,
      task: project.task,
      truth,
      random: createRandom(seed * team.length + index),
      clock,
      onPutDown(hand) {
        addEffort(effort, hand)
        hands.push(hand)
      },
      pile,
      submitted,
      signal: over.signal,
    }),
  )
  try {
    const progress = (done: number, all: number) =>
      terminal.progress(
        done / all,
        `${done} of ${all}, ${Math.round(humanSeconds(effort))} s of work, ${watch.milestones.length} trainings`,
      )
    await Promise.race([
      reached({ api, projectId: project.id, until, signal: over.signal }, progress),
      Promise.all(working),
      watch.ended,
    ])
    over.abort()
    await Promise.all(working)
    terminal.note('The people are done; waiting for the loop to come to rest')
    await watch.quiet()
  } finally {
    over.abort()
    await Promise.allSettled(working)
    await watch.end()
  }
  for (const message of new Set(refused))
    terminal.note(`Refused ${refused.filter((other) => other === message).length} times: ${message}`)
  return { effort, hands, ledger, refused, milestones: watch.milestones }
}

/** Waits for the goal: every asset approved, or so many approved labels. */
async function reached(
  { api, projectId, until, signal }: { api: Api; projectId: string; until: 'all' | number; signal: AbortSignal },
  onProgress: (done: number, all: number) => void,
): Promise<void> {
  while (!signal.aborted) {
    const { assets, annotations } = await api.call(routes.projects.show, { params: { projectId } })
    const open = assets.new + assets.suggested + assets.begun + assets.review
    const [done, all] = until === 'all' ? [assets.approved, assets.approved + open] : [annotations.approved, until]
    onProgress(done, Math.max(1, all))
    if (done >= all || open === 0) return
    await sleep(LOOK_EVERY_MS)
  }
}
