import { callMlflow, download, type MlflowApi, orNone, proxiedPath, upload } from './mlflow-api.ts'

const RUNS_PER_PAGE = 200
const MOST_METRICS = 1000
const MOST_OTHERS = 100
/** By which a copy knows what it is of: what was copied once is not copied again. */
const ORIGIN = 'labelloop.run'
/** Clients and servers write tags of this kind by themselves. */
const OF_MLFLOW = /^mlflow\.(?!note\.content)/

interface Pair {
  readonly key: string
  readonly value: string
}
interface RunAnswer {
  readonly info: {
    readonly run_id: string
    readonly run_name: string
    readonly status: string
    readonly start_time: number
    readonly end_time?: number
    readonly artifact_uri: string
  }
  readonly data: {
    readonly metrics?: readonly { key: string }[]
    readonly params?: readonly Pair[]
    readonly tags?: readonly Pair[]
  }
}

export interface Copied {
  /** The run of the other server, by the run here. */
  readonly runs: ReadonlyMap<string, RunAnswer['info']>
  readonly copied: number
  readonly points: number
  readonly files: number
  /** Files that the other server keeps where only its own clients reach. */
  readonly filesLeftOut: number
}

/** Copies the runs of an experiment with parameters, curves, tags and files into one of the same name on another server. */
export async function copyRuns(
  from: MlflowApi,
  to: MlflowApi,
  {
    name,
    metricsOf,
    onRun,
  }: { name: string; metricsOf: (runId: string) => Promise<readonly string[]>; onRun: (name: string) => void },
): Promise<Copied> {
  const source = await callMlflow<{ experiment: { experiment_id: string } }>(from, 'GET', 'experiments/get-by-name', {
    experiment_name: name,
  })
  const target = await experimentNamed(to, name)
  const known = new Map<string, RunAnswer['info']>()
  for await (const run of runsOf(to, target)) {
    const origin = run.data.tags?.find(({ key }) => key === ORIGIN)?.value
    if (origin !== undefined) known.set(origin, run.info)
  }
  const counts = { copied: 0, points: 0, files: 0, filesLeftOut: 0 }
  for await (const run of runsOf(from, source.experiment.experiment_id)) {
    const { run_id: id } = run.info
    // What still runs is copied when it is over.
    if (known.has(id) || run.info.status === 'RUNNING' || run.info.status === 'SCHEDULED') continue
    onRun(run.info.run_name)
    const made = await copyRun(from, to, target, run, await metricsOf(id))
    known.set(id, made.info)
    counts.copied++
    counts.points += made.points
    counts.files += made.files
    counts.filesLeftOut += made.filesLeftOut
  }
  return { runs: known, ...counts }
}

async function experimentNamed(api: MlflowApi, name: string): Promise<string> {
  type Answer = { experiment: { experiment_id: string; lifecycle_stage: string } }
  const found = await orNone(callMlflow<Answer>(api, 'GET', 'experiments/get-by-name', { experiment_name: name }))
  if (!found) return (await callMlflow<{ experiment_id: string }>(api, 'POST', 'experiments/create', { name })).experiment_id
  const { experiment_id, lifecycle_stage } = found.experiment
  if (lifecycle_stage === 'deleted') await callMlflow(api, 'POST', 'experiments/restore', { experiment_id })
  return experiment_id
}

async function* runsOf(api: MlflowApi, experimentId: string): AsyncGenerator<RunAnswer> {
  let token: string | undefined
  do {
    const page: { runs?: RunAnswer[]; next_page_token?: string } = await callMlflow(api, 'POST', 'runs/search', {
      experiment_ids: [experimentId],
      max_results: RUNS_PER_PAGE,
      ...(token && { page_token: token }),
    })
    yield* page.runs ?? []
    token = page.next_page_token
  } while (token)
}

async function copyRun(
  from: MlflowApi,
  to: MlflowApi,
  experimentId: string,
  { info, data }: RunAnswer,
  metrics: readonly string[],
) {
  const tags = (data.tags ?? []).filter(({ key }) => !OF_MLFLOW.test(key))
  const { run } = await callMlflow<{ run: RunAnswer }>(to, 'POST', 'runs/create', {
    experiment_id: experimentId,
    run_name: info.run_name,
    start_time: info.start_time,
    tags: [{ key: ORIGIN, value: info.run_id }],
  })
  const run_id = run.info.run_id
  for (const params of parted(data.params ?? [], MOST_OTHERS)) await callMlflow(to, 'POST', 'runs/log-batch', { run_id, params })
  for (const some of parted(tags, MOST_OTHERS)) await callMlflow(to, 'POST', 'runs/log-batch', { run_id, tags: some })
  const points = await copyCurves(from, to, info.run_id, run_id, [
    ...new Set([...(data.metrics ?? []).map(({ key }) => key), ...metrics]),
  ])
  const files = await copyFiles(from, to, info, run.info)
  await callMlflow(to, 'POST', 'runs/update', { run_id, status: info.status, end_time: info.end_time ?? Date.now() })
  return { info: run.info, points, ...files }
}

async function copyCurves(
  from: MlflowApi,
  to: MlflowApi,
  source: string,
  run_id: string,
  metrics: readonly string[],
): Promise<number> {
  let copied = 0
  for (const metric_key of metrics) {
    type Answer = { metrics?: { key: string; value: number; timestamp: number; step: number }[] }
    const history = await callMlflow<Answer>(from, 'GET', 'metrics/get-history', { run_id: source, metric_key })
    for (const points of parted(history.metrics ?? [], MOST_METRICS)) {
      await callMlflow(to, 'POST', 'runs/log-batch', { run_id, metrics: points })
      copied += points.length
    }
  }
  return copied
}

async function copyFiles(from: MlflowApi, to: MlflowApi, source: RunAnswer['info'], target: RunAnswer['info']) {
  const [here, there] = [proxiedPath(source.artifact_uri), proxiedPath(target.artifact_uri)]
  const counts = { files: 0, filesLeftOut: 0 }
  for await (const path of filesOf(from, source.run_id, '')) {
    if (here === null || there === null) {
      counts.filesLeftOut++
      continue
    }
    await upload(to, `${there}/${path}`, await (await download(from, `${here}/${path}`)).arrayBuffer())
    counts.files++
  }
  return counts
}

async function* filesOf(api: MlflowApi, run_id: string, path: string): AsyncGenerator<string> {
  type Answer = { files?: { path: string; is_dir?: boolean }[] }
  const { files = [] } = await callMlflow<Answer>(api, 'GET', 'artifacts/list', { run_id, ...(path !== '' && { path }) })
  for (const file of files) {
    if (file.is_dir) yield* filesOf(api, run_id, file.path)
    else yield file.path
  }
}

function* parted<T>(items: readonly T[], most: number): Generator<T[]> {
  for (let from = 0; from < items.length; from += most) yield items.slice(from, from + most)
}
