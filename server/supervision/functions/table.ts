import { posix } from 'node:path'
import type { TableKey } from '#shared/domain/labeling-function.ts'
import type { VotedAsset } from '../vote.ts'
import { sayOfAll } from './say.ts'
import type { VoterOf } from './voter.ts'

/** A table from what an image is called to its label; what is not in it is not voted on. */
export const table: VoterOf<'table'> = ({ by, rows }, { on }) => {
  const labels = new Map(rows.map(([value, label]) => [value.trim().toLowerCase(), label]))
  return async (assets) =>
    assets.map((asset) => {
      const label = labels.get(KEYS[by](asset).toLowerCase())
      return label === undefined ? [] : sayOfAll(on, asset, label)
    })
}

const KEYS = {
  name: ({ name }) => name,
  stem: ({ name }) => posix.basename(name, posix.extname(name)),
  folder: ({ name }) => (posix.dirname(name) === '.' ? '' : posix.dirname(name)),
  format: ({ format }) => format,
} as const satisfies Record<TableKey, (asset: Pick<VotedAsset, 'name' | 'format'>) => string>
