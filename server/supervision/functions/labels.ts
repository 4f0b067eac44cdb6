import { sayOfShapes } from './say.ts'
import type { VoterOf } from './voter.ts'

/** What was approved when a snapshot was taken; nothing of images that were not in it. */
export const labels: VoterOf<'labels'> = async ({ snapshot }, { on, approvedIn }) => {
  const approved = await approvedIn(snapshot)
  return async (assets) =>
    assets.map((asset) => {
      const seen = approved.get(asset.id)
      if (!seen) return []
      if (on === 'shapes') return sayOfShapes(asset, seen)
      const said = on === 'images' ? seen.slice(0, 1) : seen
      return said.map(({ label }) => ({ on: null, label, against: false }))
    })
}
