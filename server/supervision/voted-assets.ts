import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { Facts, PixelFacts } from '#shared/labeling-rules/facts.ts'
import type { VotedOn } from '#shared/tasks/voted-on.ts'
import type { AssetRow, VotesRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { imageFacts } from './asset-facts.ts'
import { measureImage } from './image-facts.ts'
import type { Proposal, VotedAsset } from './vote.ts'

/** An image to be voted on with what is kept of earlier votes; `measured` is set once its pixels were looked at. */
export interface AssetInHand {
  readonly asset: VotedAsset
  readonly earlier: VotesRow | null
  measured: PixelFacts | null
}

export interface ReadingDeps {
  readonly store: Pick<Store, 'assets' | 'annotations' | 'labelVotes'>
  readonly fileOf: (hash: string) => Promise<string>
}

const ASSETS_PER_PAGE = 64

/** The images of a project in import order, page by page; those that were set aside are left out. */
export async function* votedAssets(deps: ReadingDeps, projectId: ProjectId, on: VotedOn): AsyncIterable<AssetInHand[]> {
  for (let last = -1; ; ) {
    const rows = await deps.store.assets
      .find({ projectId, order: { $gt: last } })
      .sort({ order: 1 })
      .limit(ASSETS_PER_PAGE)
      .toArray()
    if (rows.length === 0) return
    last = rows.at(-1)?.order ?? last
    const wanted = rows.filter(({ status }) => status !== 'quarantined')
    const ids = wanted.map(({ _id }) => _id)
    const votes = await deps.store.labelVotes.find({ _id: { $in: ids } }).toArray()
    const earlier = new Map(votes.map((row) => [row._id, row]))
    const proposals = on === 'shapes' ? await proposalsOn(deps.store, ids) : new Map<AssetId, Proposal[]>()
    yield wanted.map((row) => inHand(deps, row, proposals.get(row._id) ?? [], earlier.get(row._id) ?? null))
  }
}

function inHand({ fileOf }: ReadingDeps, row: AssetRow, proposals: readonly Proposal[], earlier: VotesRow | null): AssetInHand {
  const { _id: id, hash, name, width, height, bytes, format, thumbnail, values = null } = row
  const known = earlier?.pixels?.hash === hash ? earlier.pixels.facts : null
  const held: AssetInHand = {
    measured: known,
    earlier,
    asset: {
      id,
      hash,
      name,
      width,
      height,
      bytes,
      format,
      thumbnail,
      proposals,
      async facts(): Promise<Facts> {
        held.measured ??= await measureImage(await fileOf(hash), values)
        return imageFacts(row, held.measured)
      },
    },
  }
  return held
}

/** What models proposed on these images, decided or not, as they proposed it. */
async function proposalsOn(store: Pick<Store, 'annotations'>, ids: readonly AssetId[]): Promise<Map<AssetId, Proposal[]>> {
  const found = new Map<AssetId, Proposal[]>()
  const rows = store.annotations
    .find({ assetId: { $in: [...ids] }, 'origin.type': 'model', status: { $ne: 'deleted' } })
    .sort({ _id: 1 })
  for await (const { _id: id, assetId, origin } of rows) {
    if (origin.type !== 'model') continue
    const { label, score, shape } = origin
    found.set(assetId, [...(found.get(assetId) ?? []), { id, label, score, shape }])
  }
  return found
}
