import type { Instance } from './instance.ts'
import { sharedData } from './shared-data.ts'

/** Nothing that works takes longer on two cores. */
const CAMPAIGN_LIMIT_S = 2 * 3600
const LEAST_MILESTONES = 4
const LEAST_SAVED = 0.5
const LEAST_SAVED_AT_LAST = 0.7
const PROJECT = 'BCCD'

/** What `simulate --json` prints, as far as it is judged here. */
export interface CampaignResult {
  readonly milestones: readonly {
    readonly model: number | null
    readonly labels: number | null
    readonly metric: number | null
    readonly humanSeconds: number
    readonly secondsWithoutModel: number
  }[]
  readonly humanSeconds: number
  readonly secondsWithoutModel: number
  readonly saved: number
  readonly savedByQuarter: readonly number[]
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
  const batches = savedPerBatch(result)
  return [
    promise(`at least ${LEAST_MILESTONES} milestones with a model`, metrics.length >= LEAST_MILESTONES, String(metrics.length)),
    promise('the mAP50 grows', last > first, `${first.toFixed(3)} to ${last.toFixed(3)}`),
    promise(`at least ${LEAST_SAVED * 100} % of the human seconds saved`, result.saved >= LEAST_SAVED, percent(result.saved)),
    promise(
      `at least ${LEAST_SAVED_AT_LAST * 100} % in the last quarter`,
      (result.savedByQuarter.at(-1) ?? 0) >= LEAST_SAVED_AT_LAST,
      result.savedByQuarter.map(percent).join(', '),
    ),
    promise(
      'no batch is slower than drawing everything',
      batches.every((saved) => saved >= 0),
      batches.map(percent).join(', '),
    ),
    promise('no acknowledged operation is missing', result.missing === 0, `${result.missing} of ${result.acknowledged}`),
    promise('none is doubled', result.doubled === 0, String(result.doubled)),
  ]
}

/** The share saved between one training and the next, before the first and after the last. */
function savedPerBatch({ milestones, humanSeconds, secondsWithoutModel }: CampaignResult): number[] {
  const moments = [...milestones, { humanSeconds, secondsWithoutModel }]
  return moments.map((moment, index) => {
    const before = moments[index - 1] ?? { humanSeconds: 0, secondsWithoutModel: 0 }
    const byHand = moment.secondsWithoutModel - before.secondsWithoutModel
    return byHand > 0 ? 1 - (moment.humanSeconds - before.humanSeconds) / byHand : 0
  })
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`
const promise = (expected: string, kept: boolean, came: string) => ({ expected, kept: kept ? 'yes' : 'NO', came })
