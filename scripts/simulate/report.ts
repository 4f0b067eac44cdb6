import { isActiveRun } from '#shared/domain/training.ts'
import { routes } from '#shared/routes.ts'
import { mainMetric } from '#shared/tasks/index.ts'
import type { Api } from '../cli/api.ts'
import { evaluateModel } from '../cli/commands/evaluation.ts'
import { type Terminal, table } from '../cli/terminal.ts'
import { clicks, type Effort, humanSeconds, savedShare } from './effort.ts'
import type { Milestone } from './milestones.ts'

const HALF = 0.5
const DOUBLE = 2
const PERCENT = 100

/** One training of the campaign as it is reported. */
export interface MilestoneReport {
  readonly run: number
  readonly state: string
  readonly model: number | null
  readonly promoted: boolean
  /** Approved labels of its snapshot. */
  readonly labels: number | null
  /** The task's main figure on the test split as it was approved when the gate decided … */
  readonly metricAtGate: number | null
  /** … and on the test split as it is approved at the end: comparable from model to model. */
  readonly metric: number | null
  readonly humanSeconds: number
  readonly secondsWithoutModel: number
  readonly accepted: number
  readonly edited: number
  readonly drawn: number
  readonly rejected: number
}

/** Counts and seconds up to a moment. */
export function effortReport(effort: Effort) {
  const { acts, edited, secondsWithoutModel } = effort
  return {
    humanSeconds: humanSeconds(effort),
    secondsWithoutModel,
    accepted: acts.accept,
    edited,
    drawn: acts.draw + acts.classify,
    rejected: acts.reject,
  }
}

/** The whole campaign: saved share also with corrections at half and at double their cost, and in clicks. */
export function totals(effort: Effort) {
  return {
    ...effortReport(effort),
    saved: savedShare(effort),
    savedAtHalfCosts: savedShare(effort, HALF),
    savedAtDoubleCosts: savedShare(effort, DOUBLE),
    clicks: clicks(effort),
    clicksWithoutModel: effort.clicksWithoutModel,
  }
}

/** Reads what became of every training, and has every model judged once more on the same images. */
export async function reportMilestones(
  api: Api,
  projectId: string,
  milestones: readonly Milestone[],
  terminal: Terminal,
): Promise<MilestoneReport[]> {
  const { learning } = await api.call(routes.projects.overview, { params: { projectId } })
  const reports: MilestoneReport[] = []
  for (const { run, effort } of milestones.filter((milestone) => !isActiveRun(milestone.run))) {
    const version = run.modelVersion
    const point = learning.find((candidate) => candidate.version === version)
    const judged = version === null ? null : await evaluateModel(api, projectId, { version, split: 'test' }, terminal)
    reports.push({
      run: run.number,
      state: run.state,
      model: version,
      promoted: point?.promoted ?? false,
      labels: run.labels,
      metricAtGate: point?.metric ?? null,
      metric: judged && mainMetric(judged),
      ...effortReport(effort),
    })
  }
  return reports
}

/** The campaign as people read it. */
export function describe(milestones: readonly MilestoneReport[], effort: Effort, metricTitle: string): string {
  const rows = milestones.map((milestone) => ({
    run: milestone.run,
    model: milestone.model === null ? milestone.state : `v${milestone.model}${milestone.promoted ? '' : ' held'}`,
    labels: milestone.labels,
    [metricTitle]: milestone.metric?.toFixed(3) ?? '-',
    'at gate': milestone.metricAtGate?.toFixed(3) ?? '-',
    'human s': Math.round(milestone.humanSeconds),
    'by hand s': Math.round(milestone.secondsWithoutModel),
    accepted: milestone.accepted,
    edited: milestone.edited,
    drawn: milestone.drawn,
    rejected: milestone.rejected,
  }))
  const { saved, savedAtHalfCosts, savedAtDoubleCosts, ...all } = totals(effort)
  const work = `${Math.round(all.humanSeconds)} s of work instead of ${Math.round(all.secondsWithoutModel)} s by hand`
  const spread = `with corrections at half cost ${percent(savedAtHalfCosts)}, at double ${percent(savedAtDoubleCosts)}`
  const closing = `${work}: ${percent(saved)} saved (${spread}); ${all.clicks} clicks instead of ${all.clicksWithoutModel}`
  return rows.length > 0 ? `${table(rows)}\n${closing}` : closing
}

const percent = (share: number) => `${(PERCENT * share).toFixed(1)} %`
