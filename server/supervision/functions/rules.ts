import type { Vote } from '#shared/domain/labeling-function.ts'
import { type Outcome, outcomeOf, outcomesOf, parseRules, type Rule } from '#shared/labeling-rules/parse-rules.ts'
import { invalid } from '../../errors.ts'
import { proposalFacts } from '../asset-facts.ts'
import type { Proposal } from '../vote.ts'
import type { VoterOf } from './voter.ts'

/** Rules on what is known of images and proposed shapes. */
export const rules: VoterOf<'rules'> = ({ text }, { on }) => {
  const parsed = readRules(text)
  return (assets) =>
    Promise.all(
      assets.map(async (asset): Promise<Vote[]> => {
        const facts = await asset.facts()
        if (on === 'images') return votesOf(outcomeOf(parsed, facts), null)
        if (on === 'tags') return outcomesOf(parsed, facts).flatMap((outcome) => votesOf(outcome, null))
        return asset.proposals.flatMap((proposal) => votesOf(outcomeOf(parsed, proposalFacts(facts, asset, proposal)), proposal))
      }),
    )
}

function readRules(text: string): Rule[] {
  const { rules: parsed, problems } = parseRules(text)
  const [first] = problems
  if (first) throw invalid(`Line ${first.line}: ${first.message}`)
  return parsed
}

function votesOf(outcome: Outcome | null, proposal: Proposal | null): Vote[] {
  if (!outcome) return []
  if (outcome.type === 'label') return [{ on: proposal?.id ?? null, label: outcome.label, against: outcome.against }]
  return proposal ? [{ on: proposal.id, label: proposal.label, against: outcome.type === 'reject' }] : []
}
