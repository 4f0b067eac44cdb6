import { type Command, Option } from 'commander'
import type { BatchReport, QualityState, ShownFinding } from '#shared/domain/quality.ts'
import { QUALITY_RULE_IDS, QUALITY_RULES, type QualityRuleId } from '#shared/domain/quality-rule.ts'
import { routes } from '#shared/routes.ts'
import type { Api } from '../api.ts'
import { declare } from '../command.ts'
import { findProject } from '../find-project.ts'
import { followJob } from '../follow-job.ts'
import { table } from '../terminal.ts'

const PAGE = 500
const DIGITS = 4
type ProjectId = Awaited<ReturnType<typeof findProject>>['id']

/** `labelloop quality` and `labelloop batches`: what the rules found, and what each import brought. */
export function declareQuality(program: Command): void {
  declare<{ rule?: QualityRuleId; examine: boolean }>(program, {
    usage: 'quality <project>',
    summary: 'What is suspicious among images and labels, rule by rule',
    example: 'quality "Blood cells" --rule blur',
    options: (command) =>
      command
        .addOption(new Option('--rule <rule>', 'the findings of this rule, the worst first').choices(QUALITY_RULE_IDS))
        .option('--examine', 'look at what is new first', false),
    async run({ terminal, options, api: connect }, name: string) {
      const api = await connect()
      const { id: projectId } = await findProject(api, name)
      const request = { params: { projectId } }
      if (options.examine) await followJob(api, (await api.call(routes.quality.examine, request)).jobId, terminal)
      const state = await api.call(routes.quality.show, request)
      if (options.rule === undefined) return terminal.result(state, stateText(state))
      const findings = await findingsOf(api, projectId, options.rule)
      terminal.result({ rule: options.rule, findings }, findingsText(options.rule, findings))
    },
  })
  declare(program, {
    usage: 'batches <project>',
    summary: 'What each import brought, and how it differs from the ones before',
    example: 'batches "Blood cells" --json',
    async run({ terminal, api: connect }, name: string) {
      const api = await connect()
      const { id: projectId } = await findProject(api, name)
      const batches = await api.call(routes.quality.batches, { params: { projectId } })
      terminal.result(batches, batches.length === 0 ? 'No import has brought images yet' : batches.map(batchText).join('\n\n'))
    },
  })
}

async function findingsOf(api: Api, projectId: ProjectId, rule: QualityRuleId): Promise<ShownFinding[]> {
  const findings: ShownFinding[] = []
  for (let cursor: string | undefined; ; ) {
    const query = { rule, limit: PAGE, ...(cursor !== undefined && { cursor }) }
    const page = await api.call(routes.quality.findings, { params: { projectId }, query })
    findings.push(...page.items)
    if (page.next === null) return findings
    cursor = page.next
  }
}

function stateText({ rules, counts, images, examined }: QualityState): string {
  const rows = counts.map(({ rule, open, dismissed, mended }) => ({
    rule,
    open,
    fine: dismissed,
    mended,
    threshold: rules[rule].on ? rules[rule].threshold : 'off',
    act: rules[rule].act,
    measures: QUALITY_RULES[rule].measures,
  }))
  return `${examined} of ${images} images looked at by these rules\n\n${table(rows)}`
}

function findingsText(rule: QualityRuleId, findings: readonly ShownFinding[]): string {
  if (findings.length === 0) return `Nothing is open for the rule ${rule}`
  return table(
    findings.map(({ asset, value, what, boxes }) => ({
      image: asset.name,
      status: asset.status,
      value: what ?? Number(value.toPrecision(DIGITS)),
      labels: boxes.length,
    })),
  )
}

function batchText({ at, images, annotations, against, labels, findings, signals }: BatchReport): string {
  const differing = signals.filter(({ state }) => state === 'drifted')
  const fresh = labels.filter(({ isNew }) => isNew).map(({ name }) => name)
  return [
    `${new Date(at).toISOString()}: ${images} images, ${annotations} labels (${labels.map((one) => `${one.count} ${one.name}`).join(', ')})`,
    against
      ? `  held against ${against.images} images of ${against.batches} imports before`
      : '  the first one: nothing to hold it against',
    ...differing.map(({ signal, test, statistic, adjusted, medians }) => {
      const middle = medians ? `, in the middle ${short(medians.reference)} before and ${short(medians.current)} now` : ''
      return `  ${signal} differs (${test} ${short(statistic)}, p ${short(adjusted)} among all)${middle}`
    }),
    ...(signals.some(({ state }) => state === 'few') ? ['  too few images to judge some of the ranges'] : []),
    ...(fresh.length > 0 ? [`  new labels: ${fresh.join(', ')}`] : []),
    ...findings.map(({ rule, open, aside }) => `  ${rule}: ${open} open${aside > 0 ? `, ${aside} set aside` : ''}`),
  ].join('\n')
}

const short = (value: number): string => String(Number(value.toPrecision(DIGITS)))
