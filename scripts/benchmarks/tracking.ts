/**
 * Row 9 of the table: 10,000 runs with 100 metrics each, 20 of them with curves of 100,000 points: how fast the list, the comparison of 20 and the
 * ingest over HTTP are, beside `mlflow server` with its SQLite store where that can be installed.
 * Run: npx tsx scripts/benchmarks/tracking.ts [runs] [points]
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createProject } from '#server/store/projects.ts'
import type { RunId } from '#shared/domain/ids.ts'
import { type BareServer, startBareServer } from './bare-server.ts'
import { median } from './engines/middle.ts'
import { aStoredPerson } from './stored.ts'
import type { Logging } from './tracking/log-batches.ts'
import { startMlflowServer } from './tracking/mlflow-server.ts'
import { fillWithRuns, metricName } from './tracking/tracked-data.ts'

const DEFAULT_RUNS = 10_000
const DEFAULT_POINTS = 100_000
const METRICS = 100
const COMPARED = 20
const SEED = 1
const REPEATS = 9
const PAGE = 100
const NAME_WIDTH = 44
const INGEST_SECONDS = 8
const MICROSECONDS_PER_S = 1e6
const CLIENTS = 4
const CLIENT = fileURLToPath(new URL('./tracking/log-batches.ts', import.meta.url))
const ALLOWED_MS = 300
const WANTED_PER_SECOND = 20_000

const runs = Number(process.argv[2] ?? DEFAULT_RUNS)
const points = Number(process.argv[3] ?? DEFAULT_POINTS)
const server = await startBareServer('tracking')
try {
  await measure(server)
} finally {
  await server.close()
}

async function measure({ store, address }: BareServer): Promise<void> {
  const { id } = await createProject(store, { name: 'Tracked', task: 'detection', labels: ['cat'] })
  const { token } = await aStoredPerson(store, id, 'manager')
  note(`Filling a project with ${runs} runs, ${COMPARED} of them with ${points} points`)
  const ids = await fillWithRuns(store, id, { runs, metrics: METRICS, curves: COMPARED, points }, SEED)
  // Two columns are shown, as in a page that a person has open.
  const shown = encodeURIComponent(`metrics.${metricName(0)}\nparams.lr`)
  const ask = (path: string) => timed(() => read(`${address}/api/experiments/${id}/${path}`, token))
  const lists = {
    'list, newest first': await ask(`runs?limit=${PAGE}&columns=${shown}`),
    'list, sorted by a metric': await ask(
      `runs?limit=${PAGE}&columns=${shown}&order=${encodeURIComponent(`metrics.${metricName(57)} DESC`)}`,
    ),
    'list, sorted by a parameter': await ask(`runs?limit=${PAGE}&columns=${shown}&order=${encodeURIComponent('params.lr ASC')}`),
    'list, filtered by two': await ask(
      `runs?limit=${PAGE}&columns=${shown}&filter=${encodeURIComponent(`metrics.${metricName(3)} < 0.2 AND params.batch = '16'`)}`,
    ),
  }
  const compared = ids.slice(0, COMPARED).join('\n')
  const curves = `curves?runs=${encodeURIComponent(compared)}&metrics=${metricName(0)}`
  const first = await once(() => read(`${address}/api/experiments/${id}/${curves}`, token))
  const comparisons = {
    'comparison of 20, whole': await ask(curves),
    'comparison of 20, a tenth of the steps': await ask(`${curves}&from=${points / 2}&to=${points * 0.6}`),
  }
  const before = process.cpuUsage()
  const ours = await ingest(address, token, async () => createRun(address, token, id))
  const used = process.cpuUsage(before)
  const medians = { ...lists, ...comparisons }
  reportOurs(medians, first, ours, (used.user + used.system) / MICROSECONDS_PER_S)
  const theirs = await baseline()
  if ('missing' in theirs) note(`mlflow server: not measured, ${theirs.missing}`)
  else noteIngest('the same into mlflow server with SQLite', theirs)
  const kept = Object.values(medians).every((ms) => ms < ALLOWED_MS) && Math.min(ours.many, ours.one) >= WANTED_PER_SECOND
  process.stdout.write(`${JSON.stringify({ runs, points, medians, first, ingest: ours, mlflow: theirs, kept })}\n`)
}

async function read(url: string, token: string): Promise<void> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  if (!answer.ok) throw new Error(`Expected an answer from ${url}, got ${answer.status}: ${await answer.text()}`)
  await answer.arrayBuffer()
}

async function once(act: () => Promise<void>): Promise<number> {
  const started = performance.now()
  await act()
  return performance.now() - started
}

async function timed(act: () => Promise<void>): Promise<number> {
  const times: number[] = []
  await act()
  for (let repeat = 0; repeat < REPEATS; repeat++) times.push(await once(act))
  return median(times)
}

async function createRun(address: string, token: string, experimentId: string): Promise<RunId> {
  const answer = await fetch(`${address}/api/2.0/mlflow/runs/create`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ experiment_id: experimentId, start_time: Date.now() }),
  })
  const { run } = (await answer.json()) as { run: { info: { run_id: RunId } } }
  return run.info.run_id
}

interface Ingest {
  readonly many: number
  readonly one: number
}

/** Points a second over HTTP in batches of 1,000: of 100 metrics at once, and of one. */
async function ingest(address: string, token: string, newRun: () => Promise<RunId>): Promise<Ingest> {
  const log = async (metrics: number): Promise<number> => {
    const runIds = await Promise.all(Array.from({ length: CLIENTS }, newRun))
    const logging: Logging = { address, token, runIds, metrics, seconds: INGEST_SECONDS }
    const child = fork(CLIENT, { execArgv: ['--import', 'tsx'] })
    return new Promise((resolve, reject) => {
      child.once('message', (done) => resolve((done as { perSecond: number }).perSecond))
      child.once('exit', (code) => reject(new Error(`Expected the client to report, but it ended with ${code}`)))
      child.send(logging)
    })
  }
  return { many: await log(METRICS), one: await log(1) }
}

async function baseline(): Promise<Ingest | { missing: string }> {
  note('Starting mlflow server')
  const mlflow = await startMlflowServer()
  if ('missing' in mlflow) return mlflow
  try {
    return await ingest(mlflow.address, 'none', () => createRun(mlflow.address, 'none', '0'))
  } finally {
    await mlflow.close()
  }
}

function reportOurs(medians: Record<string, number>, first: number, ours: Ingest, cpuSeconds: number): void {
  for (const [name, ms] of Object.entries(medians)) note(`${name.padEnd(NAME_WIDTH)}${ms.toFixed(0).padStart(8)} ms`)
  note(`${'comparison of 20, whole, for the first time'.padEnd(NAME_WIDTH)}${first.toFixed(0).padStart(8)} ms`)
  noteIngest('ingest over HTTP', ours)
  const taken = (ours.many + ours.one) * INGEST_SECONDS
  note(
    `the server computed for ${cpuSeconds.toFixed(1)} s of it: ${(taken / cpuSeconds).toFixed(0)} points in a second of its processor`,
  )
}

function noteIngest(name: string, { many, one }: Ingest): void {
  note(`${name.padEnd(NAME_WIDTH)}${many.toFixed(0).padStart(8)} points/s of ${METRICS} metrics, ${one.toFixed(0)} of one`)
}

function note(text: string): void {
  process.stderr.write(`${text}\n`)
}
