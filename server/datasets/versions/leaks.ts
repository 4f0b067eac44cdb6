import type { AssetId } from '#shared/domain/ids.ts'
import type { ManifestEntry } from '#shared/domain/manifest.ts'
import type { Leak } from '#shared/domain/version.ts'
import { createNearDuplicateIndex } from '../ingest/near-duplicates.ts'
import { baseName } from '../sources/tree-path.ts'

/** Named in the report; more are counted. */
const MOST_NAMED = 200
const MOST_ASSETS_NAMED = 6
/** What tools add to the name of an image that they have copied or changed: Roboflow's hash, a number in brackets, the word "copy" or "aug". */
const ADDED = [
  /\.rf\.[0-9a-f]{8,}/i,
  / \(\d+\)/,
  /[-_ ](copy|aug(mented)?|flip(ped)?|rot(ated)?)[-_ ]?\d*/i,
  /_(jpe?g|png|webp)$/i,
]
const EXTENSION = /\.[a-z0-9]{2,5}$/i

/** Names of metadata that say whom or what an image is of; others (a camera, a site) are shared by design. */
const SOURCES =
  /^(patient|subject|person|case|specimen|slide|source|scene|sequence|series|study|session|video|donor|animal|plant)([-_ ]?(id|no|number))?$/i

/** What is known of an image beside its labels. */
export interface KnownOfImage {
  readonly perceptualHash?: string
  readonly meta?: Readonly<Record<string, string>>
}

type Member = Leak['assets'][number]
type Entry = Pick<ManifestEntry, 'assetId' | 'name' | 'split' | 'group' | 'video'>

/**
 * What lies in two splits and belongs in one: look-alikes, images of one group, of one video or of one source by their metadata, images whose names say
 * that one was made of the other.
 */
export function findLeaks(
  entries: readonly Entry[],
  knownOf: (assetId: AssetId) => KnownOfImage | undefined,
): { leaks: Leak[]; total: number } {
  const leaks = [
    ...shared(entries, 'group', ({ group }) => group),
    ...shared(entries, 'video', ({ video }) => video?.id),
    ...lookAlikes(entries, (assetId) => knownOf(assetId)?.perceptualHash),
    ...ofMetadata(entries, (assetId) => knownOf(assetId)?.meta ?? {}),
    ...shared(entries, 'name', ({ name }) => stemOf(name)),
  ]
  return { leaks: leaks.slice(0, MOST_NAMED), total: leaks.length }
}

function shared(entries: readonly Entry[], kind: Leak['kind'], keyOf: (entry: Entry) => string | undefined): Leak[] {
  const families = new Map<string, Entry[]>()
  for (const entry of entries) {
    const key = keyOf(entry)
    if (key === undefined) continue
    const family = families.get(key)
    if (family) family.push(entry)
    else families.set(key, [entry])
  }
  return [...families].flatMap(([key, family]) => (isParted(family) ? [{ kind, shared: key, assets: oneOfEach(family) }] : []))
}

function ofMetadata(entries: readonly Entry[], metaOf: (assetId: AssetId) => Readonly<Record<string, string>>): Leak[] {
  const names = new Set(entries.flatMap(({ assetId }) => Object.keys(metaOf(assetId)).filter((name) => SOURCES.test(name))))
  return [...names].flatMap((name) =>
    shared(entries, 'metadata', ({ assetId }) => {
      const value = metaOf(assetId)[name]
      return value === undefined ? undefined : `${name} ${value}`
    }),
  )
}

function lookAlikes(entries: readonly Entry[], hashOf: (assetId: AssetId) => string | undefined): Leak[] {
  const index = createNearDuplicateIndex<Entry>()
  const leaks: Leak[] = []
  for (const entry of entries) {
    const hash = hashOf(entry.assetId)
    if (hash === undefined) continue
    for (const { value, distance } of index.near(hash))
      if (value.split !== entry.split && value.group !== entry.group)
        leaks.push({ kind: 'near-duplicate', shared: `${distance}`, assets: [member(value), member(entry)] })
    index.add(hash, entry)
  }
  return leaks
}

const isParted = (family: readonly Entry[]): boolean => new Set(family.map(({ split }) => split)).size > 1

// Of each split at least one is named.
function oneOfEach(family: readonly Entry[]): Member[] {
  const firsts = [...new Map(family.map((entry) => [entry.split, entry])).values()]
  const others = family.filter((entry) => !firsts.includes(entry))
  return [...firsts, ...others].slice(0, MOST_ASSETS_NAMED).map(member)
}

const member = ({ assetId, name, split }: Entry): Member => ({ assetId, name, split })

function stemOf(name: string): string {
  const bare = baseName(name).replace(EXTENSION, '')
  return ADDED.reduce((stem, added) => stem.replace(added, ''), bare).toLowerCase()
}
