import { noCounts } from '#shared/domain/asset.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { AssetRow } from '../../store/collections.ts'
import type { Store } from '../../store/store.ts'
import type { ReadImage } from '../formats/format.ts'

const LOTTERY_DIGITS = 8

/** The fields of an asset that nobody has done anything to. */
export const untouched = () =>
  ({
    status: 'new',
    sequence: 0,
    revision: 0,
    counts: noCounts(),
    prelabelledBy: null,
    reservedBy: null,
    reservedUntil: 0,
  }) as const satisfies Partial<AssetRow>

/** A number in [0, 1) drawn by the asset's id, itself a hash. */
export const lotteryOf = (id: AssetId): number => Number.parseInt(id.slice(-LOTTERY_DIGITS), 16) / 16 ** LOTTERY_DIGITS

/** What an image shows, as far as its labels say: images of one stratum are spread over the splits alike. */
export const stratumOf = ({ annotations }: ReadImage): string =>
  [...new Set(annotations.map(({ label }) => label))].sort().join('\0')

/** The first of as many consecutive places in import order, taken for good. */
export async function reserveOrder(store: Pick<Store, 'counters'>, projectId: ProjectId, places: number): Promise<number> {
  const counter = await store.counters.findOneAndUpdate(
    { _id: `assets:${projectId}` },
    { $inc: { value: places } },
    { upsert: true, returnDocument: 'after' },
  )
  return (counter?.value ?? places) - places + 1
}
