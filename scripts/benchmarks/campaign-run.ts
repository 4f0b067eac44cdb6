import type { Instance } from './instance.ts'
import { sharedData } from './shared-data.ts'

/** Nothing that works takes longer on two cores. */
const CAMPAIGN_LIMIT_S = 2 * 3600
const LEAST_MILESTONES = 4
const LEAST_SAVED = 0.35
const PROJECT = 'BCCD'

/** What `simulate --json` prints, as far as it is judged here. */
export interface CampaignResult {
  readonly milestones: readonly {
    readonly model: number | null
    readonly labels: number | null
    readonly metric: number | null
  }[]
  readonly humanSeconds: number
  readonly secondsWithoutModel: number
  readonly saved: number
  readonly acknowledged: number
  readonly missing: number
  readonly doubled: number
  readonly reconnects: number
  readonly seconds: number
}

/** Plays BCCD from zero labels to the last image, or to so many labels, with its own test split. */
export async function playCampaign(
  instance: Instance,
  { people, seed, until = 'all' }: { people: number; seed: number; until?: string },
): Promise<CampaignResult> {
  const words = ['simulate', PROJECT, '--truth', sharedData('bccd'), '--task', 'detection', '--split', 'source']
  const result = await instance.command(
    [...words, '--people', String(people), '--seed', String(seed), '--until', until],
    CAMPAIGN_LIMIT_S,
  )
  return result as CampaignResult
}

/** The promises of a campaign, each with what came of it. */
export function judgeCampaign(result: CampaignResult) {
  const metrics = result.milestones.flatMap(({ metric }) => metric ?? [])
  const [first = 0] = metrics
  const last = metrics.at(-1) ?? 0
  return [
    promise(`at least ${LEAST_MILESTONES} milestones with a model`, metrics.length >= LEAST_MILESTONES, String(metrics.length)),
    promise('the mAP50 grows', last > first, `${first.toFixed(3)} to ${last.toFixed(3)}`),
    promise(
      `at least ${LEAST_SAVED * 100} % of the human seconds saved`,
      result.saved >= LEAST_SAVED,
      `${(100 * result.saved).toFixed(1)} %`,
    ),
    promise('no acknowledged operation is missing', result.missing === 0, `${result.missing} of ${result.acknowledged}`),
    promise('none is doubled', result.doubled === 0, String(result.doubled)),
  ]
}

const promise = (expected: string, kept: boolean, came: string) => ({ expected, kept: kept ? 'yes' : 'NO', came })
