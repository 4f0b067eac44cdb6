import type { FindingDecision, FindingStatus } from '#shared/domain/quality.ts'

/** The decisions that put a finding back as it was before another one, in this order. */
export function stepsBack(before: FindingStatus, decision: FindingDecision): FindingDecision[] {
  switch (decision) {
    case 'dismiss':
      return ['reopen']
    case 'reopen':
      return ['dismiss']
    case 'quarantine':
      return before === 'dismissed' ? ['release'] : ['release', 'reopen']
    case 'release':
      return before === 'dismissed' ? ['quarantine', 'dismiss'] : ['quarantine']
    default:
      return decision satisfies never
  }
}
