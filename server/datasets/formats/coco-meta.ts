import { z } from 'zod'
import type { AssetMeta } from '#shared/domain/asset-meta.ts'
import { fieldsOfMeta, metaBeside } from './meta-fields.ts'
import type { Entry } from './written-entries.ts'

const LicenseRow = z.object({ id: z.union([z.number(), z.string()]).transform(String), name: z.string() })

/** Takes a license of the list of a COCO file, where it is one. */
export function listLicense(value: unknown, licenses: Map<string, string>): void {
  const { data } = LicenseRow.safeParse(value)
  if (data) licenses.set(data.id, data.name)
}

/** What a COCO file says of an image that is not metadata. */
const OWN = ['id', 'file_name', 'width', 'height']
const LICENSE = 'license'
/** Programs write 0 where they know nothing. */
const UNKNOWN_AS_ZERO = ['date_captured', LICENSE]

/** What the row of an image says beside its name and size, its license by name; null where it says nothing. */
export function cocoMeta(
  row: Readonly<Record<string, unknown>>,
  licenses: ReadonlyMap<string, string>,
): Record<string, unknown> | null {
  const said = metaBeside(row, OWN)
  if (!said) return null
  const license = licenses.get(String(said[LICENSE])) ?? said[LICENSE]
  const known = Object.entries({ ...said, ...(LICENSE in said && { [LICENSE]: license }) })
  return Object.fromEntries(known.filter(([name, value]) => !(value === 0 && UNKNOWN_AS_ZERO.includes(name))))
}

/** The licenses that the images of an export are under, by their names, as the file lists them. */
export function createLicenses() {
  const ids = new Map<string, number>()
  return {
    see({ meta }: Pick<Entry, 'meta'>): void {
      const name = nameIn(meta)
      if (name !== null && !ids.has(name)) ids.set(name, ids.size + 1)
    },
    rows: () => [...ids].map(([name, id]) => ({ id, name, url: '' })),
    /** What is known of an image as fields of its row. */
    fieldsOf({ meta }: Pick<Entry, 'meta'>): AssetMeta {
      const fields = fieldsOfMeta(meta, OWN)
      const id = ids.get(nameIn(meta) ?? '')
      return id === undefined ? fields : { ...fields, [LICENSE]: id }
    },
  }
}
export type Licenses = ReturnType<typeof createLicenses>

const nameIn = (meta: AssetMeta | undefined): string | null =>
  meta && Object.hasOwn(meta, LICENSE) ? String(meta[LICENSE]) : null
