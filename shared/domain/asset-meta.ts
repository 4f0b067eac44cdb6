import { z } from 'zod'

/** Names of what is known of an image, as they stand after "meta." in questions. */
const META_NAME = '[A-Za-z0-9][\\w-]{0,59}'
export const MetaKey = z.string().regex(new RegExp(`^${META_NAME}$`))
/** "meta.patient": metadata as a field of a question. */
export const META_FIELD = new RegExp(`^meta\\.${META_NAME}$`)

/** What an image may hold: names, and letters of a text. */
export const META_LIMITS = { names: 64, letters: 500 } as const

/** What else is known of an image, by a name: as its own file says it, or the data set that it came with. */
export const AssetMeta = z.record(z.string(), z.union([z.string(), z.number()]))
export type AssetMeta = Readonly<z.infer<typeof AssetMeta>>

/** A text as it is kept: what is a number written in the one usual way is a number, so that "7" can be compared and "007" stays a text. */
export function metaValue(text: string): string | number {
  const number = Number(text)
  return Number.isFinite(number) && String(number) === text ? number : text
}
