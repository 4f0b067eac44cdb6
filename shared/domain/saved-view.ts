import { z } from 'zod'
import { LONGEST_QUERY } from '../asset-query/fields.ts'
import { UserId } from './ids.ts'

/** In which order images are shown: as they came, or the newest first. */
export const AssetOrder = z.enum(['oldest', 'newest'])
export type AssetOrder = z.infer<typeof AssetOrder>

export const SavedViewName = z.string().trim().min(1).max(60)

export const SavedView = z.object({
  id: z.string(),
  name: SavedViewName,
  query: z.string().max(LONGEST_QUERY),
  order: AssetOrder,
  /** Everybody of the project sees it; otherwise its owner alone. */
  shared: z.boolean(),
  ownerId: UserId,
  /** Milliseconds since 1970. */
  changedAt: z.number(),
})
export type SavedView = z.infer<typeof SavedView>
export const SavedViewDraft = SavedView.pick({ name: true, query: true, order: true, shared: true })
export type SavedViewDraft = z.infer<typeof SavedViewDraft>
