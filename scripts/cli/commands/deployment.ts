import { type Command, Option } from 'commander'
import { type Deployment, DeploymentMode } from '#shared/domain/deployment.ts'
import type { LineageGraph } from '#shared/domain/lineage.ts'
import { routes } from '#shared/routes.ts'
import { declare, wholeNumber } from '../command.ts'
import { findProject } from '../find-project.ts'
import { table } from '../terminal.ts'
import { versionOf } from './models.ts'

const PERCENT = 100

/** `labelloop compare`, `comparison`, `approve`, `lineage` and `ml-backend`. */
export function declareDeployment(program: Command): void {
  declareCompare(program)
  declareComparison(program)
  declareApprove(program)
  declareLineage(program)
  declareMlBackend(program)
}

function declareCompare(program: Command): void {
  declare<{ mode: DeploymentMode; share: number }>(program, {
    usage: 'compare <project> <version>',
    summary: 'Set a model beside the champion on new images: in its shadow, on a share of them, or as a canary',
    example: 'compare "Blood cells" 5 --mode canary --share 10',
    options: (command) =>
      command
        .addOption(new Option('--mode <mode>', 'how they are compared').choices(DeploymentMode.options).default('shadow'))
        .option('--share <percent>', 'of the images, for the challenger', wholeNumber(1), 10),
    async run({ terminal, options: { mode, share }, api: connect }, name: string, versionText: string) {
      const api = await connect()
      const { id: projectId, name: project } = await findProject(api, name)
      const body = { mode, challenger: versionOf(versionText), ...(mode !== 'shadow' && { share: share / PERCENT }) }
      const begun = await api.call(routes.deployment.begin, { params: { projectId }, body })
      terminal.result(begun, `${project}: ${lineOf(begun)}`)
    },
  })
}

function declareComparison(program: Command): void {
  declare<{ end?: 'keep' | 'promote'; reason: string }>(program, {
    usage: 'comparison <project>',
    summary: 'How two models stand that are compared on new images; or end it',
    example: 'comparison "Blood cells" --end promote',
    options: (command) =>
      command
        .addOption(new Option('--end <how>', 'keep the champion, or promote the challenger').choices(['keep', 'promote']))
        .option('--reason <text>', 'kept in the audit trail', ''),
    async run({ terminal, options: { end, reason }, api: connect }, name: string) {
      const api = await connect()
      const { id: projectId, name: project } = await findProject(api, name)
      if (end) {
        const { champion } = await api.call(routes.deployment.end, {
          params: { projectId },
          body: { promote: end === 'promote', reason },
        })
        return terminal.result({ project, champion }, `v${champion} is the champion of ${project}`)
      }
      const { running, past } = await api.call(routes.deployment.show, { params: { projectId } })
      const lines = [running ? lineOf(running) : 'Nothing is compared', ...past.map(lineOf)]
      terminal.result({ project, running, past }, lines.join('\n'))
    },
  })
}

function lineOf({ mode, champion, challenger, share, standing, sentence }: Deployment): string {
  const part = mode === 'shadow' ? '' : ` on ${Math.round(share * PERCENT)} %`
  const rates = standing
    ? `; to correct: v${challenger} ${rateOf(standing.challenger)}, v${champion} ${rateOf(standing.champion)}`
    : ''
  return `${mode}: v${challenger}${part} beside v${champion}${rates}${sentence ? ` (${sentence})` : ''}`
}

const rateOf = ({ rate, images }: { rate: number | null; images: number }): string =>
  rate === null ? '-' : `${(rate * PERCENT).toFixed(1)} % of ${images} images`

function declareApprove(program: Command): void {
  declare<{ decline?: boolean; reason: string }>(program, {
    usage: 'approve <project> <version>',
    summary: 'Approve a model that passed the gate and waits, or decline it',
    example: 'approve "Blood cells" 5 --reason "looked at the platelets"',
    options: (command) => command.option('--decline', 'decline it').option('--reason <text>', 'kept in the audit trail', ''),
    async run({ terminal, options: { decline, reason }, api: connect }, name: string, versionText: string) {
      const version = versionOf(versionText)
      const api = await connect()
      const { id: projectId, name: project } = await findProject(api, name)
      const body = { decision: decline ? ('decline' as const) : ('approve' as const), reason }
      const { champion } = await api.call(routes.deployment.approve, { params: { projectId, version }, body })
      terminal.result(
        { project, version, champion },
        champion === null ? `${project} has no champion` : `v${champion} is the champion of ${project}`,
      )
    },
  })
}

function declareLineage(program: Command): void {
  declare<{ steps: number; cursor?: string }>(program, {
    usage: 'lineage <project> <from>',
    summary: 'What a model, label, snapshot or run came from, and what came of it',
    example: 'lineage "Blood cells" model:5 --steps 2',
    options: (command) =>
      command
        .option('--steps <n>', 'how far', wholeNumber(1), 2)
        .option('--cursor <text>', 'the next page, as the last one named it'),
    async run({ terminal, options: { steps, cursor }, api: connect }, name: string, from: string) {
      const api = await connect()
      const { id: projectId } = await findProject(api, name)
      const query = { from, steps, ...(cursor !== undefined && { cursor }) }
      const graph = await api.call(routes.deployment.lineage, { params: { projectId }, query })
      terminal.result(graph, textOf(graph))
    },
  })
}

function textOf({ nodes, edges, next }: LineageGraph): string {
  const titleOf = new Map(nodes.map(({ ref, title, detail }) => [ref, detail ? `${title} (${detail})` : title]))
  const rows = edges.map(({ from, to }) => ({ from, '': titleOf.get(from) ?? '', to, ' ': titleOf.get(to) ?? '' }))
  return [
    rows.length > 0 ? table(rows) : 'Nothing leads there, and nothing on',
    ...(next ? [`More: --cursor ${next}`] : []),
  ].join('\n')
}

function declareMlBackend(program: Command): void {
  declare<{
    username?: string
    password?: string
    images: 'link' | 'inline'
    address?: string
    promote: boolean
    forget?: boolean
  }>(program, {
    usage: 'ml-backend <project> [url]',
    summary: "Let a backend that speaks Label Studio's protocol pre-label; without an address: the one that does",
    example: 'ml-backend "Blood cells" http://127.0.0.1:9090',
    options: (command) =>
      command
        .option('--username <name>', 'for Basic authentication')
        .option('--password <text>', 'for Basic authentication')
        .addOption(new Option('--images <how>', 'how it gets them').choices(['link', 'inline']).default('link'))
        .option('--address <url>', 'this server as the backend reaches it')
        .option('--no-promote', 'make it a version, but not the champion')
        .option('--forget', 'ask it no more'),
    async run({ terminal, options, api: connect }, name: string, url?: string) {
      const api = await connect()
      const { id: projectId, name: project } = await findProject(api, name)
      if (options.forget) {
        await api.call(routes.labelStudio.forgetBackend, { params: { projectId } })
        return terminal.result({ project, backend: null }, `${project} asks no backend any more`)
      }
      const { username = null, password = null, images, address = null, promote } = options
      const backend =
        url === undefined
          ? await api.call(routes.labelStudio.backend, { params: { projectId } })
          : await api.call(routes.labelStudio.connectBackend, {
              params: { projectId },
              body: { url, username, password, images, address, promote },
            })
      const text = backend
        ? `v${backend.version} of ${project} answers at ${backend.url}: ${backend.modelVersion}`
        : `${project} asks no backend`
      terminal.result({ project, backend }, text)
    },
  })
}
