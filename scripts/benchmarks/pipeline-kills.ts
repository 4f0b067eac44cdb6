/**
 * Row 8 of the table of issue 6: `kill -9` of the server, the worker, what the worker runs and the database at random moments of a pipeline. Every
 * run has to end as one that nobody disturbed does, and each step's effect has to be there once.
 * Run: npx tsx scripts/benchmarks/pipeline-kills.ts [kills] [seed] [seconds]
 */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProjectId, RunId } from '#shared/domain/ids.ts'
import { PipelineStep } from '#shared/domain/pipeline.ts'
import { isActiveRun } from '#shared/domain/training.ts'
import { LOOP_STEPS } from '#shared/pipeline/graph.ts'
import { createRandom } from '#shared/random.ts'
import { routes } from '#shared/routes.ts'
import { writeVocSet } from '../../test/support/voc-set.ts'
import type { Api } from '../cli/api.ts'
import { table } from '../cli/terminal.ts'
import { type Instance, startInstance } from './instance.ts'

/** A job whose workers die four times without progress is given up, by design. */
const MOST_KILLS_A_RUN = 3
const LOOK_EVERY_MS = 500
const PATIENCE_MS = 120_000
/** Few and short: kills are what is counted, and a step that trains begins again after most of them. */
const IMAGES = 12
const EPOCHS = 2
const VICTIMS = ['server', 'worker', 'below the worker', 'database'] as const

const [kills = '200', seed = '0', seconds = '3000'] = process.argv.slice(2)
const endAt = performance.now() + Number(seconds) * 1000
const random = createRandom(Number(seed))
const found = { kills: 0, runs: 0, unfinished: 0, otherStates: 0, effects: 0, twice: 0, missing: 0 }
const victims: Record<string, number> = Object.fromEntries(VICTIMS.map((name) => [name, 0]))
const atStep: Record<string, number> = {}

/** What the step that calls an address has told the outside, by its key. */
const told = new Map<string, number>()
const outside = createServer(async (request, response) => {
  for await (const _ of request);
  const key = String(request.headers['idempotency-key'])
  told.set(key, (told.get(key) ?? 0) + 1)
  response.end('{"noted":true}')
}).listen(0, '127.0.0.1')
await once(outside, 'listening')
const url = `http://127.0.0.1:${(outside.address() as AddressInfo).port}/`

process.env.LABELLOOP_EGRESS = 'private'
const folder = await mkdtemp(join(tmpdir(), 'labelloop-pipeline-kills-'))
const instance = await startInstance('pipeline-kills')
try {
  const api = await instance.api()
  const projectId = await aProject(api)
  const longestGapMs = await undisturbedMs(api, projectId)
  while (found.kills < Number(kills) && performance.now() < endAt) await disturb(api, projectId, longestGapMs)
} finally {
  await instance.stop()
  outside.close()
  await rm(folder, { recursive: true, force: true })
}
process.stderr.write(`${table(judged())}\n`)
process.stdout.write(`${JSON.stringify({ ...found, victims, atStep })}\n`)

async function aProject(api: Api): Promise<ProjectId> {
  await writeVocSet(folder, { images: IMAGES, seed: Number(seed) })
  await instance.command(['import', 'Kills', folder, '--create', '--task', 'detection', '--approve'], 300)
  const [project] = await api.call(routes.projects.list, {})
  if (!project) throw new Error('Expected the import to create a project')
  const { id: projectId, loop } = project
  const quiet = { ...loop, milestone: { ...loop.milestone, enabled: false }, prelabel: { ...loop.prelabel, enabled: false } }
  await api.call(routes.projects.changeLoop, { params: { projectId }, body: quiet })
  for (;;) {
    const runs = await api.call(routes.loop.runs, { params: { projectId } })
    if (!runs.some(isActiveRun)) break
    await sleep(LOOK_EVERY_MS)
  }
  const call = (id: string, ...needs: string[]) => PipelineStep.parse({ id, uses: 'http', needs, with: { url }, retries: 3 })
  const steps = [
    ...LOOP_STEPS.map((step) =>
      step.id === 'train' ? { ...step, with: { epochs: EPOCHS, architecture: 'center-point' } } : step,
    ),
    call('beside', 'snapshot'),
    call('after', 'promote', 'beside'),
  ]
  await api.call(routes.pipelines.save, { params: { projectId }, body: { steps, basedOn: 0 } })
  return projectId
}

/** How long a run takes that nobody disturbs; it is looked at like the others. */
async function undisturbedMs(api: Api, projectId: ProjectId): Promise<number> {
  const started = performance.now()
  const runId = await begin(api, projectId)
  await ended(api, projectId, runId)
  return performance.now() - started
}

/** One run from its request to its end, with up to three kills on the way. */
async function disturb(api: Api, projectId: ProjectId, longestGapMs: number): Promise<void> {
  const runId = await begin(api, projectId)
  for (let count = 0; count < MOST_KILLS_A_RUN; count++) {
    await sleep(random.next() * longestGapMs)
    if (!(await isUnderWay(api, projectId, runId))) break
    await killOne(instance, VICTIMS[random.integer(VICTIMS.length)] ?? 'worker')
  }
  await ended(api, projectId, runId)
}

async function begin(api: Api, projectId: ProjectId): Promise<RunId> {
  const body = { seed: found.runs }
  return (await api.call(routes.loop.train, { params: { projectId }, body }, { patienceMs: PATIENCE_MS })).run.id
}

async function ended(api: Api, projectId: ProjectId, runId: RunId): Promise<void> {
  const deadline = Date.now() + 5 * PATIENCE_MS
  while ((await isUnderWay(api, projectId, runId)) && Date.now() < deadline) await sleep(LOOK_EVERY_MS)
  await look(api, projectId, runId)
  found.runs++
  process.stderr.write(`Run ${found.runs}: ${JSON.stringify(found)}\n`)
}

async function isUnderWay(api: Api, projectId: ProjectId, runId: RunId): Promise<boolean> {
  return isActiveRun((await api.call(routes.loop.run, { params: { projectId, runId } }, { patienceMs: PATIENCE_MS })).run)
}

async function killOne(target: Instance, victim: (typeof VICTIMS)[number]): Promise<void> {
  if (victim === 'database' && !target.killDatabase()) return
  if (victim === 'worker' && !target.killWorker()) return
  if (victim === 'below the worker' && !target.killBelowWorker()) return
  if (victim === 'server') {
    await target.killServer()
    await target.start()
  }
  found.kills++
  victims[victim] = (victims[victim] ?? 0) + 1
}

/** The end of a run, held against what an undisturbed one leaves behind. */
async function look(api: Api, projectId: ProjectId, runId: RunId): Promise<void> {
  const params = { projectId, runId }
  const { run } = await api.call(routes.loop.run, { params }, { patienceMs: PATIENCE_MS })
  const execution = await api.call(routes.pipelines.execution, { params }, { patienceMs: PATIENCE_MS })
  const models = await api.call(routes.loop.models, { params: { projectId } }, { patienceMs: PATIENCE_MS })
  const { items } = await api.call(
    routes.projects.decisions,
    { params: { projectId }, query: { limit: 100 } },
    { patienceMs: PATIENCE_MS },
  )
  if (run.state !== 'succeeded') found.unfinished++
  for (const { id, state, attempt } of execution?.states ?? []) {
    if (state !== 'succeeded') found.otherStates++
    if (attempt > 1) atStep[id] = (atStep[id] ?? 0) + 1
  }
  const verdicts = items.filter(
    ({ type, sentence }) => (type === 'promotion' || type === 'hold') && sentence.startsWith(`v${run.modelVersion} `),
  )
  const counts = [models.filter((model) => model.runId === runId).length, verdicts.length]
  const keys = ['beside', 'after'].map((step) => (told.has(`${runId}.${step}`) ? 1 : 0))
  for (const count of [...counts, ...keys]) {
    found.effects++
    if (count > 1) found.twice++
    if (count < 1) found.missing++
  }
}

function judged() {
  const row = (expected: string, kept: boolean, came: string) => ({ expected, kept: kept ? 'yes' : 'NO', came })
  return [
    row(`${kills} kills`, found.kills >= Number(kills), `${found.kills} in ${found.runs} runs: ${JSON.stringify(victims)}`),
    row('every run ends as an undisturbed one', found.unfinished + found.otherStates === 0, `${found.unfinished} did not`),
    row(
      "each step's effect is there once",
      found.twice + found.missing === 0,
      `${found.twice} twice, ${found.missing} missing of ${found.effects}`,
    ),
    row('steps were begun again', Object.keys(atStep).length > 0, JSON.stringify(atStep)),
  ]
}
