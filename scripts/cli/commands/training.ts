import type { Command } from 'commander'
import type { ParameterValue } from '#shared/domain/study.ts'
import type { Model, Run } from '#shared/domain/training.ts'
import { routes } from '#shared/routes.ts'
import { mainMetric, tasks } from '#shared/tasks/index.ts'
import { declare, wholeNumber } from '../command.ts'
import { findProject } from '../find-project.ts'
import { followJob } from '../follow-job.ts'
import { endOfRun, modelOf, requestRun, succeeded } from '../follow-run.ts'
import { addParameter } from '../parameter-value.ts'
import { duration } from '../terminal.ts'

const MS_PER_SECOND = 1_000

interface TrainCommandOptions {
  architecture: string
  epochs?: number
  seed: number
  set: Record<string, ParameterValue>
  promote: boolean
  wait?: boolean
}

/** `labelloop train` and `labelloop prelabel`: the two halves of the loop, started by hand. */
export function declareTraining(program: Command): void {
  declareTrain(program)
  declarePrelabel(program)
}

function declareTrain(program: Command): void {
  declare<TrainCommandOptions>(program, {
    usage: 'train <project>',
    summary: 'Snapshot, train, evaluate and judge a model',
    example: 'train "Blood cells" --set timeBudgetSeconds=300 --wait',
    options: (command) =>
      command
        .option('--architecture <id>', 'the network, or auto', 'auto')
        .option('--epochs <n>', 'passes over the training images', wholeNumber(1))
        .option('--seed <n>', 'of everything random', wholeNumber(0), 0)
        .option('--set <k=v>', 'a training parameter; may be repeated', addParameter, {})
        .option('--no-promote', 'record the verdict, but leave the champion as it is')
        .option('--wait', 'follow the run to its end'),
    async run({ terminal, options, api: connect }, name: string) {
      const { architecture, epochs, seed, set: parameters, promote, wait = false } = options
      const api = await connect()
      const project = await findProject(api, name)
      const request = { architecture, seed, parameters, promote, ...(epochs !== undefined && { epochs }) }
      const run = await requestRun(api, { project, request, wait }, terminal)
      if (!wait) {
        const started = { run: run.number, runId: run.id, model: null, metrics: null, gate: null, seconds: 0 }
        return terminal.result(started, `Run ${run.number} is ${run.state} (labelloop status, labelloop jobs)`)
      }
      const ended = succeeded(await endOfRun(api, run, terminal))
      const model = await modelOf(api, ended)
      terminal.result(trainResult(ended, model), trainSentence(ended, model))
    },
  })
}

function trainResult(run: Run, model: Model) {
  const seconds = ((run.finishedAt ?? run.createdAt) - run.createdAt) / MS_PER_SECOND
  return {
    run: run.number,
    runId: run.id,
    model: model.version,
    architecture: model.architecture,
    engine: model.engine,
    snapshot: model.snapshotNumber,
    labels: model.labels,
    metrics: model.evaluation,
    gate: model.gate,
    trainingSeconds: model.trainingSeconds,
    seconds,
  }
}

function trainSentence(run: Run, model: Model): string {
  const metric = model.evaluation && mainMetric(model.evaluation)
  const figure = `${tasks[model.task].metricTitle} ${metric === null ? 'unknown' : metric.toFixed(3)} on the test split`
  const verdict = model.gate ? `${model.gate.verdict}: ${model.gate.reasons.join('; ')}` : 'no verdict'
  return `Run ${run.number} made v${model.version} (${model.architecture}) in ${duration(model.trainingSeconds)}: ${figure}. ${verdict}`
}

function declarePrelabel(program: Command): void {
  declare<{ model?: number; wait?: boolean }>(program, {
    usage: 'prelabel <project>',
    summary: 'Suggest annotations on every asset nobody has begun',
    example: 'prelabel "Blood cells" --wait',
    options: (command) =>
      command
        .option('--model <version>', 'instead of the champion', wholeNumber(1))
        .option('--wait', 'follow the job to its end'),
    async run({ terminal, options, api: connect }, name: string) {
      const api = await connect()
      const { id: projectId } = await findProject(api, name)
      const body = options.model === undefined ? {} : { version: options.model }
      const { jobId } = await api.call(routes.loop.prelabel, { params: { projectId }, body })
      if (!options.wait) {
        const started = { job: jobId, assets: null, suggestions: null, imagesPerSecond: null }
        return terminal.result(started, 'Waiting for a worker (labelloop jobs)')
      }
      const result = (await followJob(api, jobId, terminal)) as { assets: number; suggestions: number; imagesPerSecond: number }
      const rate = result.imagesPerSecond.toFixed(1)
      terminal.result({ job: jobId, ...result }, `${result.suggestions} suggestions on ${result.assets} assets, ${rate} images/s`)
    },
  })
}
