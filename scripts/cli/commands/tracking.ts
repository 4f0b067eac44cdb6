import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { eventsFolders } from '#server/tracking/tensorboard/events-folder.ts'
import type { RunId } from '#shared/domain/ids.ts'
import type { ExperimentId } from '#shared/domain/tracking.ts'
import { routes } from '#shared/routes.ts'
import { declare, wholeNumber } from '../command.ts'
import { readConnection } from '../connection.ts'
import { CommandFailure } from '../failure.ts'
import { findProject } from '../find-project.ts'
import { copyModels } from '../mlflow/copy-models.ts'
import { copyRuns } from '../mlflow/copy-runs.ts'

const TENSORBOARD_PORT = 6006
/** How TensorBoard is started, the first that is there: its own program, or a module of Python's. */
const STARTS = [['tensorboard'], ['python3', '-m', 'tensorboard.main'], ['python', '-m', 'tensorboard.main']] as const

/** `labelloop tensorboard` and `mlflow-export`: runs for the tools that somebody has already. */
export function declareTracking(program: Command): void {
  declareTensorboard(program)
  declareMlflowExport(program)
}

function declareTensorboard(program: Command): void {
  declare<{ port: number; folder?: boolean }>(program, {
    usage: 'tensorboard [project]',
    summary: 'Open TensorBoard on the runs of this machine, where Python has it',
    example: 'tensorboard "Blood cells" --port 6006',
    options: (command) =>
      command
        .option('--port <port>', 'where TensorBoard serves', wholeNumber(0), TENSORBOARD_PORT)
        .option('--folder', 'only say where the event files are'),
    async run({ terminal, options: { port, folder: onlyFolder }, api: connect }, name?: string) {
      const root = eventsFolders((await readConnection()).dataFolder)
      const folder = name === undefined ? root : join(root, (await findProject(await connect(), name)).id)
      if (onlyFolder) return terminal.result({ folder }, folder)
      if (!existsSync(folder))
        throw new CommandFailure(`expected event files in ${folder}, there are none: train first`, 'not_found')
      const start = await firstThatStarts()
      const words = ['--logdir', folder, '--port', String(port)]
      if (!start) throw new CommandFailure(howToGetIt(words), 'missing')
      const [command, ...first] = start
      const address = `http://localhost:${port}`
      terminal.result({ folder, address, command: [command, ...first, ...words] }, `TensorBoard on ${address}; Ctrl+C ends it`)
      const child = spawn(command, [...first, ...words], { stdio: ['ignore', 'ignore', 'inherit'] })
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal))
      await new Promise<void>((resolve) => child.once('close', () => resolve()))
    },
  })
}

async function firstThatStarts(): Promise<readonly [string, ...string[]] | null> {
  for (const start of STARTS) {
    const [command, ...words] = start
    const code = await new Promise<number | null>((resolve) => {
      const child = spawn(command, [...words, '--version'], { stdio: 'ignore' })
      child.once('error', () => resolve(null))
      child.once('close', resolve)
    })
    if (code === 0) return start
  }
  return null
}

const howToGetIt = (words: readonly string[]): string =>
  [
    'expected TensorBoard, but neither `tensorboard` nor `python3 -m tensorboard.main` starts. Ways to get it:',
    '  python3 -m pip install tensorboard',
    `  uvx tensorboard ${words.join(' ')}`,
    'The files are there without it: labelloop tensorboard --folder',
  ].join('\n')

function declareMlflowExport(program: Command): void {
  declare<{ to: string; token?: string }>(program, {
    usage: 'mlflow-export <project>',
    summary: 'Copy runs and models to an MLflow server; what is there already is not copied again',
    example: 'mlflow-export "Blood cells" --to http://mlflow.example:5000',
    options: (command) =>
      command
        .requiredOption('--to <uri>', 'the address of the MLflow server')
        .option('--token <token>', 'by default MLFLOW_TRACKING_TOKEN', process.env.MLFLOW_TRACKING_TOKEN),
    async run({ terminal, options, api: connect }, projectName: string) {
      const api = await connect()
      const { id, name } = await findProject(api, projectName)
      const { url, token } = api.connection
      const from = { url, token }
      const to = { url: options.to.replace(/\/+$/, ''), token: options.token ?? null }
      const metricsOf = async (runId: string) => {
        const params = { experimentId: id as string as ExperimentId, runId: runId as RunId }
        return (await api.call(routes.tracking.run, { params })).metrics
      }
      const { runs, ...counts } = await copyRuns(from, to, {
        name,
        metricsOf,
        onRun: (run) => terminal.progress(null, `Copying ${run}`),
      })
      const models = await copyModels(from, to, { name, runs })
      if (counts.filesLeftOut > 0)
        terminal.note(
          `${counts.filesLeftOut} files were left out: ${to.url} keeps the files of this experiment where only its own clients reach`,
        )
      if (models.withoutRun > 0) terminal.note(`${models.withoutRun} versions were left out: no run made them`)
      const text = `Copied ${counts.copied} runs with ${counts.points} points and ${counts.files} files, and ${models.versions} versions, to ${to.url}`
      terminal.result({ project: name, to: to.url, ...counts, ...models }, text)
    },
  })
}
