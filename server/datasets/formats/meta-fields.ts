import type { AssetMeta } from '#shared/domain/asset-meta.ts'
import type { Entry } from './written-entries.ts'

/** Before the name of metadata that the format itself uses for something else. */
const PREFIX = 'meta_'

/** What is known of an image beside its labels, as fields among a format's `own`. */
export const fieldsOfMeta = (meta: AssetMeta | undefined, own: readonly string[]): AssetMeta =>
  Object.fromEntries(Object.entries(meta ?? {}).map(([name, value]) => [fieldOf(name, own), value]))

/** What a record says of an image beside the format's `own` fields; null where it says nothing more. */
export function metaBeside(record: Readonly<Record<string, unknown>>, own: readonly string[]): Record<string, unknown> | null {
  const others = Object.entries(record).filter(([name]) => !own.includes(name))
  const said = others.map(([name, value]) => [name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name, value] as const)
  return said.length > 0 ? Object.fromEntries(said) : null
}

/** A column of metadata in a table. */
export interface MetaColumn {
  readonly name: string
  /** What the metadata is called here. */
  readonly of: string
  readonly isNumber: boolean
}

/** Finds the columns that the metadata of an export needs, beside those that a table has anyway: `see` takes every image once. */
export function createMetaColumns(own: readonly string[]) {
  const areNumbers = new Map<string, boolean>()
  return {
    see({ meta = {} }: Pick<Entry, 'meta'>): void {
      for (const [name, value] of Object.entries(meta))
        areNumbers.set(name, (areNumbers.get(name) ?? true) && typeof value === 'number')
    },
    columns: (): MetaColumn[] =>
      [...areNumbers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([of, isNumber]) => ({ name: fieldOf(of, own), of, isNumber })),
  }
}

const fieldOf = (name: string, own: readonly string[]): string =>
  own.includes(name) || name.startsWith(PREFIX) ? `${PREFIX}${name}` : name
