import type { Command } from 'commander'
import { Option } from 'commander'
import { ModelFormat, type PredictAnswer, servingPaths } from '#shared/routes/serving.ts'
import { bounds, type Shape } from '#shared/shapes/index.ts'
import { declare, wholeNumber } from '../command.ts'
import { CommandFailure } from '../failure.ts'
import { findProject } from '../find-project.ts'
import { listFiles } from '../list-files.ts'
import { predictFiles } from '../predict-files.ts'
import { saveArchive } from '../save-archive.ts'
import { table } from '../terminal.ts'

const SCORE_DIGITS = 2

/** Where a model is served that is served alone. */
const SERVE = { port: 8090, host: '127.0.0.1' }

/** `labelloop export-model`, `predict` and `serve`: models for the outside. */
export function declareServing(program: Command): void {
  declareExportModel(program)
  declarePredict(program)
  declareServe(program)
}

function declareExportModel(program: Command): void {
  declare<{ format: ModelFormat; model?: number }>(program, {
    usage: 'export-model <project> <out>',
    summary: 'Write a model with its card into a new folder, or into a .zip archive',
    example: 'export-model "Blood cells" cells-model --format onnx',
    options: (command) =>
      command
        .addOption(new Option('--format <format>', 'what computes it').choices(ModelFormat.options).makeOptionMandatory())
        .option('--model <version>', 'by default the champion', wholeNumber(1)),
    async run({ terminal, options: { format, model }, api: connect }, name: string, out: string) {
      const api = await connect()
      const { id, name: project, champion } = await findProject(api, name)
      const version = model ?? champion
      if (version === null)
        throw new CommandFailure(`expected a champion in ${project}, there is none yet: name a version with --model`, 'conflict')
      await saveArchive(await api.download(`${servingPaths.exported(id, version)}?format=${format}`), out)
      const files = out.endsWith('.zip') ? [out] : (await listFiles([out])).map(({ path }) => path)
      terminal.result({ project, model: version, format, out, files }, `Wrote v${version} of ${project} to ${out}`)
    },
  })
}

function declarePredict(program: Command): void {
  declare<{ model?: number; all?: boolean }>(program, {
    usage: 'predict <project> <files...>',
    summary: 'What a model says of image files that need not be in the project',
    example: 'predict "Blood cells" smear.jpg --json',
    options: (command) =>
      command
        .option('--model <version>', 'by default the champion', wholeNumber(1))
        .option('--all', 'doubtful predictions too, not only those above the calibrated scores'),
    async run({ terminal, options: { model, all = false }, api: connect }, name: string, paths: string[]) {
      const api = await connect()
      const { id: projectId, name: project } = await findProject(api, name)
      const files = await listFiles(paths)
      const answer = await predictFiles(api, { projectId, all, ...(model !== undefined && { model }) }, files, terminal)
      terminal.result({ project, ...answer }, textOf(answer))
    },
  })
}

function declareServe(program: Command): void {
  declare<{ port: number; host: string }>(program, {
    usage: 'serve <folder>',
    summary: 'Serve one model alone: an export as ONNX, or the folder of a trained model; needs no database and no server',
    example: 'serve cells-model --port 8090',
    options: (command) =>
      command
        .option('--port <port>', 'POST /predict, GET /healthz, GET /metrics', wholeNumber(0), SERVE.port)
        .option('--host <host>', '0.0.0.0 to serve others, whoever they are', SERVE.host),
    async run({ terminal, options: { port, host } }, folder: string) {
      const { openServedModel } = await import('#server/serving/served-model.ts')
      const { serveModel } = await import('#server/serving/serve-model.ts')
      const { title, task, engine, ...model } = await openServedModel(folder)
      const serving = await serveModel({ title, task, engine, ...model }, { port, host })
      const address = `http://${host}:${serving.port}/predict`
      terminal.result({ address, model: title, task, engine }, `${title} on ${address}, computed by ${engine}`)
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void serving.close())
    },
  })
}

function textOf({ images }: PredictAnswer): string {
  const rows = images.flatMap(({ name, annotations }) =>
    annotations.map(({ label, score, shape, value }) => ({
      image: name,
      label,
      score: score.toFixed(SCORE_DIGITS),
      where: placeOf(shape),
      ...(value !== null && { value }),
    })),
  )
  return rows.length > 0 ? table(rows) : 'Nothing was found'
}

function placeOf(shape: Shape): string {
  const found = bounds(shape)
  if (!found) return 'the whole image'
  const [x, y, width, height] = [found.x, found.y, found.width, found.height].map(Math.round)
  return `${width} x ${height} at ${x}, ${y}`
}
