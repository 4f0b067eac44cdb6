import type { LabelStudioResult } from './label-studio-task.ts'
import type { Lose } from './shapes-as.ts'

/** Leads nowhere in particular, as groups do. */
const BOTH_WAYS = 'bi'
/** From the first region to the second: what a relation does that does not say ("left" is the other way round). */
const USUAL_DIRECTION = 'right'
const PAIR = 2
const LABEL_CHARACTERS = 60

/** The regions that relations may join: their ids, and the region that each keypoint belongs to. */
interface RelatedRegions {
  readonly ids: ReadonlySet<string>
  readonly homes: ReadonlyMap<string, string>
}

/**
 * The group of each region that relations join to others; keypoints are one with what they belong to. A group says neither which way a relation leads
 * nor what it is called nor which of many it joins: that is told, case by case.
 */
export function groupsOf(
  relations: readonly LabelStudioResult[],
  { ids, homes }: RelatedRegions,
  lose: Lose,
): ReadonlyMap<string, string> {
  const groups = new Map<string, string>()
  const joining: { readonly from: string; readonly pair: string }[] = []
  for (const relation of relations) {
    const [from, to] = [relation.from_id, relation.to_id].map((id) => homes.get(id ?? '') ?? id ?? '') as [string, string]
    const pair = `${from} → ${to}`
    if (!ids.has(from) || !ids.has(to)) lose('relations to a region that is not there', 'left-out', pair)
    else if (relation.from_id === relation.to_id) lose('relations of a region to itself', 'left-out', pair)
    // That keypoints belong to their region is what the skeleton says.
    else if (from !== to) {
      tellOfRelation(relation, pair, lose)
      join(groups, from, to)
      joining.push({ from, pair })
    }
  }
  const sizes = new Map<string, number>()
  for (const group of groups.values()) sizes.set(group, (sizes.get(group) ?? 0) + 1)
  for (const { from, pair } of joining)
    if ((sizes.get(groups.get(from) ?? '') ?? 0) > PAIR)
      lose(
        'relations among more than two regions: what they join is one group, whichever of them each is about',
        'converted',
        pair,
      )
  return groups
}

function tellOfRelation({ direction, labels }: LabelStudioResult, pair: string, lose: Lose): void {
  const leads = direction ?? USUAL_DIRECTION
  if (leads !== BOTH_WAYS) lose(`directions of relations ("${shortened(leads)}"): what they join is a group`, 'converted', pair)
  for (const label of labels ?? [])
    lose(`labels of relations ("${shortened(label)}"): what they join is a group`, 'left-out', pair)
}

const shortened = (text: string): string => (text.length <= LABEL_CHARACTERS ? text : `${text.slice(0, LABEL_CHARACTERS)}…`)

function join(groups: Map<string, string>, from: string, to: string): void {
  const [kept, joined] = [groups.get(from) ?? groups.get(to) ?? from, groups.get(to)]
  for (const [id, group] of groups) if (group === joined) groups.set(id, kept)
  groups.set(from, kept)
  groups.set(to, kept)
}
