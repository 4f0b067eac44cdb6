import { setImmediate as breath } from 'node:timers/promises'
import type { AssetMeta } from '#shared/domain/asset-meta.ts'
import type { AssetId } from '#shared/domain/ids.ts'
import type { ManifestEntry } from '#shared/domain/manifest.ts'
import type { Leak } from '#shared/domain/version.ts'
import { groupBy } from '#shared/group-by.ts'
import { createNearDuplicateIndex } from '../ingest/near-duplicates.ts'
import { baseName } from '../sources/tree-path.ts'

/** Named in the report; more are counted. */
const MOST_NAMED = 200
const MOST_ASSETS_NAMED = 6
const IMAGES_BETWEEN_BREATHS = 500
const STANDING_FOR_ALL = 2
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
  readonly meta?: AssetMeta | undefined
}

/** An image of a version in its split, or in whatever else images are parted into. */
type Entry<Part> = Pick<ManifestEntry, 'assetId' | 'name' | 'group' | 'video'> & { readonly split: Part }
type Found<Part> = Omit<Leak, 'assets'> & { assets: { assetId: AssetId; name: string; split: Part }[] }

/**
 * What lies in two splits and belongs in one: look-alikes, images of one group, of one video or of one source by their metadata, images whose names say
 * that one was made of the other. `by` is the metadata that keeps images of this project in one split.
 */
export async function findLeaks<Part>(
  entries: readonly Entry<Part>[],
  knownOf: (assetId: AssetId) => KnownOfImage | undefined,
  by: string | null = null,
): Promise<{ leaks: Found<Part>[]; total: number }> {
  const leaks = [
    ...shared(entries, 'group', ({ group }) => group),
    ...shared(entries, 'video', ({ video }) => video?.id),
    ...(await lookAlikes(entries, (assetId) => knownOf(assetId)?.perceptualHash)),
    ...ofMetadata(
      entries,
      (name) => name === by || SOURCES.test(name),
      (assetId) => knownOf(assetId)?.meta ?? {},
    ),
    ...shared(entries, 'name', ({ name }) => stemOf(name)),
  ]
  return { leaks: leaks.slice(0, MOST_NAMED), total: leaks.length }
}

function shared<Part>(
  entries: readonly Entry<Part>[],
  kind: Leak['kind'],
  keyOf: (entry: Entry<Part>) => string | undefined,
): Found<Part>[] {
  return [...groupBy(entries, keyOf)].flatMap(([key, family]) =>
    key !== undefined && isParted(family) ? [{ kind, shared: key, assets: oneOfEach(family) }] : [],
  )
}

function ofMetadata<Part>(
  entries: readonly Entry<Part>[],
  isSource: (name: string) => boolean,
  metaOf: (assetId: AssetId) => AssetMeta,
): Found<Part>[] {
  const names = new Set(entries.flatMap(({ assetId }) => Object.keys(metaOf(assetId)).filter(isSource)))
  return [...names].flatMap((name) =>
    shared(entries, 'metadata', ({ assetId }) => {
      const value = metaOf(assetId)[name]
      return value === undefined ? undefined : `${name} ${value}`
    }),
  )
}

// Others are answered meanwhile: a hundred thousand images take seconds.
async function lookAlikes<Part>(
  entries: readonly Entry<Part>[],
  hashOf: (assetId: AssetId) => string | undefined,
): Promise<Found<Part>[]> {
  const index = createNearDuplicateIndex<Entry<Part>>()
  const standing = new Map<string, Set<string>>()
  const leaks: Found<Part>[] = []
  for (const [place, entry] of entries.entries()) {
    if (place % IMAGES_BETWEEN_BREATHS === 0) await breath()
    const hash = hashOf(entry.assetId)
    if (hash === undefined) continue
    for (const { value, distance } of index.near(hash))
      if (value.split !== entry.split && value.group !== entry.group)
        leaks.push({ kind: 'near-duplicate', shared: `${distance}`, assets: [member(value), member(entry)] })
    // Of thousands that look just the same, two of different groups stand for all of their split.
    const groups = standing.get(`${hash} ${entry.split}`) ?? new Set()
    if (groups.has(entry.group) || groups.size === STANDING_FOR_ALL) continue
    standing.set(`${hash} ${entry.split}`, groups.add(entry.group))
    index.add(hash, entry)
  }
  return leaks
}

const isParted = (family: readonly Entry<unknown>[]): boolean => new Set(family.map(({ split }) => split)).size > 1

// Of each split at least one is named.
function oneOfEach<Part>(family: readonly Entry<Part>[]): Found<Part>['assets'] {
  const firsts = [...new Map(family.map((entry) => [entry.split, entry])).values()]
  const others = family.filter((entry) => !firsts.includes(entry))
  return [...firsts, ...others].slice(0, MOST_ASSETS_NAMED).map(member)
}

const member = <Part>({ assetId, name, split }: Entry<Part>): Found<Part>['assets'][number] => ({ assetId, name, split })

function stemOf(name: string): string {
  const bare = baseName(name).replace(EXTENSION, '')
  return ADDED.reduce((stem, added) => stem.replace(added, ''), bare).toLowerCase()
}
