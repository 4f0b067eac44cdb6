import type { ProjectId } from '#shared/domain/ids.ts'
import type { RulePreview } from '#shared/domain/quality.ts'
import { isFound, QUALITY_RULE_IDS, type QualityRules } from '#shared/domain/quality-rule.ts'
import type { Store } from '../store/store.ts'

/** Of larger projects so many images are asked; their ids are hashes, so that the first ones are as good as drawn by lot. */
const MOST_ASKED = 20_000

/** What rules would find among the images of a project, by the numbers that are known of them; a rule that is off finds nothing. */
export async function previewRules(
  store: Pick<Store, 'assetQuality'>,
  projectId: ProjectId,
  rules: QualityRules,
): Promise<RulePreview[]> {
  const found = QUALITY_RULE_IDS.map((rule) => ({ rule, finds: 0, of: 0 }))
  const rows = store.assetQuality
    .find({ projectId }, { projection: { values: 1 } })
    .sort({ _id: 1 })
    .limit(MOST_ASKED)
  for await (const { values } of rows)
    for (const one of found) {
      const value = values[one.rule]
      one.of++
      const { on, threshold } = rules[one.rule]
      if (on && value !== undefined && isFound(one.rule, value, threshold)) one.finds++
    }
  return found
}
