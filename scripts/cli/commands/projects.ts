import { type Command, Option } from 'commander'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { TaskId, tasks } from '#shared/tasks/index.ts'
import { declare, group, listOfNames } from '../command.ts'
import { WrongUsage } from '../failure.ts'
import { findProject } from '../find-project.ts'
import { followJob } from '../follow-job.ts'
import { table } from '../terminal.ts'
import { declareMoves } from './backup.ts'

/** `labelloop project create | list | show | delete | export-all | import-all`. */
export function declareProjects(program: Command): void {
  const project = group(program, 'project', 'Create, list, show and delete projects')
  declareCreate(project)
  declareList(project)
  declareShow(project)
  declareDelete(project)
  declareMoves(project)
}

function declareCreate(project: Command): void {
  declare<{ task: TaskId; labels: string[] }>(project, {
    usage: 'create <name>',
    summary: 'Create a project',
    example: 'project create "Blood cells" --task detection --labels RBC,WBC,Platelets',
    options: (command) =>
      command
        .addOption(new Option('--task <task>', 'what its models predict').choices(TaskId.options).makeOptionMandatory())
        .option('--labels <names>', 'labels, separated by commas', listOfNames, []),
    async run({ terminal, options, api }, name: string) {
      const created = await (await api()).call(routes.projects.create, { body: { name, ...pickTaskAndLabels(options) } })
      terminal.result(created, `Created ${created.name} (${tasks[created.task].title}), id ${created.id}`)
    },
  })
}

const pickTaskAndLabels = ({ task, labels }: { task: TaskId; labels: string[] }) => ({ task, labels })

function declareList(project: Command): void {
  declare(project, {
    usage: 'list',
    summary: 'The projects you may enter',
    example: 'project list --json',
    async run({ terminal, api }) {
      const found = await (await api()).call(routes.projects.list, {})
      terminal.result(
        found,
        found.length > 0 ? table(found.map(rowOf)) : 'No project yet: labelloop project create NAME --task TASK',
      )
    },
  })
}

function declareShow(project: Command): void {
  declare(project, {
    usage: 'show <name>',
    summary: 'A project with its counts, champion and next training',
    example: 'project show "Blood cells"',
    async run({ terminal, api: connect }, name: string) {
      const api = await connect()
      const { id } = await findProject(api, name)
      const overview = await api.call(routes.projects.overview, { params: { projectId: id } })
      const { project: summary, nextTraining, labels, activeRun, advice } = overview
      const text = [
        table([rowOf(summary)]),
        `Labels: ${labels.map(({ label, approved }) => `${label} ${approved}`).join(', ') || 'none'}`,
        `Next training: ${nextTraining.sentence}`,
        advice.sentence,
      ].join('\n')
      terminal.result({ ...summary, nextTraining, labels, activeRun, advice }, text)
    },
  })
}

function declareDelete(project: Command): void {
  declare<{ yes?: boolean }>(project, {
    usage: 'delete <name>',
    summary: 'Delete a project and everything in it',
    example: 'project delete "Blood cells" --yes',
    options: (command) => command.option('--yes', 'really'),
    async run({ terminal, options, api: connect }, name: string) {
      if (!options.yes) throw new WrongUsage(`expected --yes: this deletes "${name}" with all its images, labels and models`)
      const api = await connect()
      const found = await findProject(api, name)
      const input = { params: { projectId: found.id }, query: { name: found.name } }
      const { jobId } = await api.call(routes.projects.remove, input)
      await followJob(api, jobId, terminal)
      terminal.result({ id: found.id, name: found.name, deleted: true }, `Deleted ${found.name}`)
    },
  })
}

const rowOf = ({ name, task, assets, annotations, champion, championMetric }: ProjectSummary) => ({
  name,
  task,
  ...assets,
  labels: annotations.approved,
  champion: champion === null ? 'none' : `v${champion}`,
  [tasks[task].metric]: championMetric === null ? '-' : championMetric.toFixed(3),
})
