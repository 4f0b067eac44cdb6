import type { Vote } from '#shared/domain/labeling-function.ts'
import { sayOfShapes } from './say.ts'
import type { VoterOf } from './voter.ts'

/** What a version of the project's models says, from a score on: of whole images its best label, of tags every one. */
export const model: VoterOf<'model'> =
  ({ version, least }, { on, predict }) =>
  async (assets) => {
    const predictions = await predict(version, assets)
    return assets.map((asset, place): Vote[] => {
      const sure = (predictions[place] ?? []).filter(({ score }) => score >= least).sort((a, b) => b.score - a.score)
      if (on === 'shapes') return sayOfShapes(asset, sure)
      const said = on === 'images' ? sure.slice(0, 1) : sure
      return said.map(({ label }) => ({ on: null, label, against: false }))
    })
  }
