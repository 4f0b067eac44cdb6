import { type Command, Option } from 'commander'
import { Split } from '#shared/domain/asset.ts'
import { routes } from '#shared/routes.ts'
import { Evaluation, labelMetrics, mainMetric, tasks } from '#shared/tasks/index.ts'
import type { Api } from '../api.ts'
import { declare, wholeNumber } from '../command.ts'
import { CommandFailure } from '../failure.ts'
import { findProject } from '../find-project.ts'
import { followJob } from '../follow-job.ts'
import { type Terminal, table } from '../terminal.ts'

const FIGURE_DIGITS = 4

/** `labelloop evaluate` and `labelloop evaluate-files`. */
export function declareEvaluation(program: Command): void {
  declareEvaluate(program)
  declareEvaluateFiles(program)
}

function declareEvaluate(program: Command): void {
  declare<{ model?: number; split: Split }>(program, {
    usage: 'evaluate <project>',
    summary: 'Judge a model on a split as it is approved now',
    example: 'evaluate "Blood cells" --model 3',
    options: (command) =>
      command
        .option('--model <version>', 'instead of the champion', wholeNumber(1))
        .addOption(new Option('--split <split>', 'the images to judge on').choices(Split.options).default('test')),
    async run({ terminal, options, api: connect }, name: string) {
      const api = await connect()
      const project = await findProject(api, name)
      const model = options.model ?? project.champion
      if (model === null) throw new CommandFailure(`expected a champion in "${project.name}", but no model was promoted yet`)
      const evaluation = await evaluateModel(api, project.id, { version: model, split: options.split }, terminal)
      terminal.result({ ...evaluation, project: project.name, model }, describe(evaluation, model))
    },
  })
}

/** Has the server judge one model version on one split. */
export async function evaluateModel(
  api: Api,
  projectId: string,
  { version, split }: { version: number; split: Split },
  terminal: Terminal,
): Promise<Evaluation> {
  const input = { params: { projectId }, body: { version, split } }
  const { jobId } = await api.call(routes.loop.evaluate, input, { repeatable: true })
  return Evaluation.parse(await followJob(api, jobId, terminal))
}

function describe(evaluation: Evaluation, model: number): string {
  const { metricTitle } = tasks[evaluation.task]
  const head = `v${model} on ${evaluation.images} ${evaluation.split} images: ${metricTitle} ${figure(mainMetric(evaluation))}, ${evaluation.latencyMs.toFixed(0)} ms an image`
  const rows = labelMetrics(evaluation).map(({ label, value, count }) => ({ label, figure: figure(value), count }))
  return `${head}\n${table(rows)}`
}

const figure = (value: number | null) => (value === null ? '-' : value.toFixed(FIGURE_DIGITS))

function declareEvaluateFiles(program: Command): void {
  declare<{ task: string; truth: string; detections: string }>(program, {
    usage: 'evaluate-files',
    summary: 'Judge a COCO results file by a COCO truth file; needs no server',
    example: 'evaluate-files --task detection --truth truth.json --detections results.json --json',
    options: (command) =>
      command
        .addOption(
          new Option('--task <task>', 'what is compared')
            .choices(['detection', 'segmentation', 'keypoints'])
            .makeOptionMandatory(),
        )
        .requiredOption('--truth <file>', 'COCO file with images, categories and annotations')
        .requiredOption('--detections <file>', 'COCO results file'),
    async run({ terminal, options: { task, truth, detections } }) {
      const { evaluateFiles } = await import('#server/evaluation/evaluate-files.ts')
      const { figures } = await evaluateFiles({ task, truthPath: truth, detectionsPath: detections })
      terminal.result(figures, table(Object.entries(figures).map(([name, value]) => ({ figure: name, value: figure(value) }))))
    },
  })
}
