import type { Command } from 'commander'
import type { Model } from '#shared/domain/training.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { mainMetric, tasks } from '#shared/tasks/index.ts'
import { declare, wholeNumber } from '../command.ts'
import { WrongUsage } from '../failure.ts'
import { findProject } from '../find-project.ts'
import { table } from '../terminal.ts'

/** `labelloop models`, `promote` and `rollback`. */
export function declareModels(program: Command): void {
  declareList(program)
  declarePromote(program)
  declareRollback(program)
}

function declareList(program: Command): void {
  declare(program, {
    usage: 'models <project>',
    summary: 'Model versions with aliases, figures and verdicts, newest first',
    example: 'models "Blood cells" --json',
    async run({ terminal, api: connect }, name: string) {
      const api = await connect()
      const project = await findProject(api, name)
      const models = await api.call(routes.loop.models, { params: { projectId: project.id } })
      const listed = models.map((model) => ({ ...model, aliases: aliasesOf(model, project), metric: metricOf(model) }))
      const text =
        listed.length > 0 ? table(listed.map((model) => rowOf(model, model.aliases))) : 'No model yet: labelloop train PROJECT'
      terminal.result(listed, text)
    },
  })
}

const aliasesOf = ({ version }: Model, { champion, challenger }: ProjectSummary): string[] => [
  ...(version === champion ? ['champion'] : []),
  ...(version === challenger ? ['challenger'] : []),
]

const metricOf = ({ evaluation }: Model): number | null => evaluation && mainMetric(evaluation)

const rowOf = (model: Model, aliases: readonly string[]) => ({
  version: `v${model.version}`,
  aliases: aliases.join(', '),
  labels: model.labels,
  [tasks[model.task].metric]: metricOf(model)?.toFixed(3) ?? '-',
  architecture: model.architecture,
  verdict: model.gate ? `${model.gate.verdict}: ${model.gate.reasons.join('; ')}` : '-',
})

function declarePromote(program: Command): void {
  declare<{ reason: string }>(program, {
    usage: 'promote <project> <version>',
    summary: 'Make a model the champion, with or against its verdict',
    example: 'promote "Blood cells" 4 --reason "better on platelets"',
    options: (command) => command.option('--reason <text>', 'kept in the audit trail', ''),
    async run({ terminal, options: { reason }, api: connect }, name: string, versionText: string) {
      const version = versionOf(versionText)
      const api = await connect()
      const { id: projectId, name: project } = await findProject(api, name)
      const { champion } = await api.call(routes.loop.promote, { params: { projectId, version }, body: { reason } })
      terminal.result({ project, champion }, `v${champion} is the champion of ${project}`)
    },
  })
}

/** `4` or `v4`. */
export function versionOf(text: string): number {
  try {
    return wholeNumber(1)(text.replace(/^v/, ''))
  } catch {
    throw new WrongUsage(`expected a model version such as 4 or v4, got "${text}"`)
  }
}

function declareRollback(program: Command): void {
  declare(program, {
    usage: 'rollback <project>',
    summary: 'Give the alias back to the champion before',
    example: 'rollback "Blood cells"',
    async run({ terminal, api: connect }, name: string) {
      const api = await connect()
      const { id: projectId, name: project } = await findProject(api, name)
      const { champion } = await api.call(routes.loop.rollback, { params: { projectId } })
      terminal.result(
        { project, champion },
        champion === null ? `${project} has no champion now` : `v${champion} is the champion of ${project}`,
      )
    },
  })
}
