import { type AssetMeta, META_LIMITS, metaValue } from '#shared/domain/asset-meta.ts'
import type { LossKind } from '#shared/routes/data.ts'
import type { ExifFacts } from '../../image-files/read-exif.ts'

/** What is told of an image that is described. */
type Lose = (what: string, kind: LossKind) => void
type Value = string | number

/** What a project knows of an image from its own file and from its data set, which has the last word; `places`: where it was taken may be kept. */
export function imageMeta(
  { said, place }: ExifFacts,
  described: Readonly<Record<string, unknown>>,
  { places, lose }: { places: boolean; lose: Lose },
): AssetMeta {
  const taken = place && places ? { gps_latitude: place.latitude, gps_longitude: place.longitude } : {}
  if (place && !places) lose('places where photographs were taken, which the project does not keep', 'left-out')
  return metaOf({ ...said, ...taken, ...described }, lose)
}

/** What a data set says of an image as it is kept: short texts and numbers under plain names, so many at most. */
export function metaOf(said: Readonly<Record<string, unknown>>, lose: Lose): AssetMeta {
  const kept = new Map<string, Value>()
  for (const [name, given] of Object.entries(said)) {
    const value = keptValue(given, lose)
    const key = keyOf(name)
    if (value === null) continue
    if (key === '' || kept.has(key)) lose('metadata without a name of its own', 'left-out')
    else if (kept.size === META_LIMITS.names) lose(`metadata beyond ${META_LIMITS.names} values of an image`, 'left-out')
    else {
      if (key !== name) lose('names of metadata, written in plain letters', 'renamed')
      kept.set(key, value)
    }
  }
  return Object.fromEntries(kept)
}

const LONGEST_NAME = 60
// "Patient ID" becomes "Patient_ID".
const keyOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\w-]+/g, '_')
    .replace(/^[_-]+/, '')
    .slice(0, LONGEST_NAME)

/** Null for what says nothing, and for what is neither a text nor a number. */
function keptValue(given: unknown, lose: Lose): Value | null {
  if (given === null || given === undefined || given === '') return null
  if (typeof given === 'boolean') return String(given)
  if (typeof given === 'number' && Number.isFinite(given)) return given
  if (given instanceof Date && Number.isFinite(given.getTime())) return given.toISOString()
  if (typeof given === 'bigint' && Number.isSafeInteger(Number(given))) return Number(given)
  if (typeof given !== 'string') {
    lose('metadata that is neither a text nor a number', 'left-out')
    return null
  }
  if (given.length <= META_LIMITS.letters) return metaValue(given)
  lose(`metadata longer than ${META_LIMITS.letters} letters, cut`, 'clipped')
  return given.slice(0, META_LIMITS.letters)
}
