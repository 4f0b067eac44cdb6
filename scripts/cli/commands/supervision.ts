import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { LabelingFunction, ShareEstimate, Supervision } from '#shared/domain/labeling-function.ts'
import { FunctionSource } from '#shared/domain/labeling-function.ts'
import { routes } from '#shared/routes.ts'
import type { Api } from '../api.ts'
import { declare, group } from '../command.ts'
import { WrongUsage } from '../failure.ts'
import { findProject } from '../find-project.ts'
import { followJob } from '../follow-job.ts'
import { table } from '../terminal.ts'

const PERCENT = 100

/** `labelloop functions …`: labeling functions. */
export function declareSupervision(program: Command): void {
  const functions = group(program, 'functions', 'Labeling functions: rules, tables and models that vote on labels')
  declareSet(functions)
  declare(functions, {
    usage: 'list <project>',
    summary: 'The labeling functions of a project',
    example: 'functions list "Blood cells"',
    async run({ terminal, api: connect }, name: string) {
      const api = await connect()
      const known = await listOf(api, (await findProject(api, name)).id)
      const rows = known.map((fn) => ({ name: fn.name, version: String(fn.version), state: fn.state, votes: fn.source.type }))
      terminal.result(known, known.length === 0 ? 'None' : table(rows))
    },
  })
  declare(functions, {
    usage: 'remove <project> <name>',
    summary: 'Take a labeling function off the list; its versions stay on record',
    example: 'functions remove "Blood cells" "small is a platelet"',
    async run({ terminal, api: connect }, project: string, name: string) {
      const api = await connect()
      const { id: projectId } = await findProject(api, project)
      const base = (await listOf(api, projectId)).find((fn) => fn.name === name)?.version ?? 0
      const body = { base, state: 'removed' as const }
      const removed = await api.call(routes.supervision.change, { params: { projectId, name }, body })
      terminal.result(removed, `${name} was removed`)
    },
  })
  declareApply(functions)
}

function declareSet(functions: Command): void {
  declare<{ rules?: string; source?: string; off?: boolean }>(functions, {
    usage: 'set <project> <name>',
    summary: 'Write a labeling function, or its next version',
    example: 'functions set "Blood cells" "small is a platelet" --rules rules.txt',
    options: (command) =>
      command
        .option('--rules <file>', 'a file with one rule a line, such as: Platelets: area < 0.004')
        .option(
          '--source <file>',
          'a file with any other source, as JSON: {"type": "table", "by": "stem", "rows": [["cat_1", "cat"]]}',
        )
        .option('--off', 'kept, but without a vote'),
    async run({ terminal, options, api: connect }, project: string, name: string) {
      const source = await readSource(options)
      const api = await connect()
      const { id: projectId } = await findProject(api, project)
      const base = (await listOf(api, projectId)).find((fn) => fn.name === name)?.version ?? 0
      const body = { base, state: options.off ? ('off' as const) : ('on' as const), ...(source && { source }) }
      const written = await api.call(routes.supervision.change, { params: { projectId, name }, body })
      terminal.result(written, `${written.name}: version ${written.version}, ${written.state}`)
    },
  })
}

function declareApply(functions: Command): void {
  declare<{ suggest?: boolean }>(functions, {
    usage: 'apply <project>',
    summary: 'Let the labeling functions vote, and say what they do and what they say together',
    example: 'functions apply "Blood cells" --suggest',
    options: (command) => command.option('--suggest', 'suggest what they say where nobody has begun'),
    async run({ terminal, options, api: connect }, name: string) {
      const api = await connect()
      const { id: projectId } = await findProject(api, name)
      const body = { suggest: options.suggest === true }
      const { jobId } = await api.call(routes.supervision.apply, { params: { projectId }, body })
      const result = (await followJob(api, jobId, terminal)) as Supervision
      terminal.result(result, reportOf(result))
    },
  })
}

async function readSource({ rules, source }: { rules?: string; source?: string }): Promise<FunctionSource | null> {
  if (rules !== undefined && source !== undefined) throw new WrongUsage('Expected --rules or --source, got both')
  if (rules !== undefined) return FunctionSource.parse({ type: 'rules', text: await readFile(rules, 'utf8') })
  if (source !== undefined) return FunctionSource.parse(JSON.parse(await readFile(source, 'utf8')))
  return null
}

const listOf = (api: Api, projectId: ProjectId): Promise<LabelingFunction[]> =>
  api.call(routes.supervision.functions, { params: { projectId } })

function reportOf({ items, voted, functions, models, suggestions }: Supervision): string {
  const rows = functions.map((fn) => ({
    function: fn.name,
    names: fn.polarity.join(', '),
    coverage: percent(fn.coverage),
    overlaps: percent(fn.overlaps),
    conflicts: percent(fn.conflicts),
    'right/wrong': `${fn.correct}/${fn.incorrect}`,
    believed: fn.believed === null ? '' : percent(fn.believed),
    failure: fn.failure ?? '',
  }))
  const judged = models.map(({ model, accuracy }) => `${model} ${spoken(accuracy)}`).join(', ')
  const suggested = suggestions === null ? '' : `\n${suggestions} suggestions of theirs stand.`
  return `${table(rows)}\n${voted} of ${items} got a vote. Right on what is approved: ${judged}.${suggested}`
}

const percent = (share: number): string => `${Math.round(share * PERCENT)} %`

const spoken = (accuracy: ShareEstimate | null): string =>
  accuracy ? `${percent(accuracy.value)} (${percent(accuracy.low)} to ${percent(accuracy.high)})` : '–'
