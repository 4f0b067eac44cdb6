const WRITTEN = { '%': '%25', '.': '%2E', $: '%24' } as const
const READ = { '%25': '%', '%2E': '.', '%24': '$' } as const

/** A name as a field of a document: dots and dollars mean something to the database. */
export const fieldOf = (name: string): string => name.replace(/[%.$]/g, (letter) => WRITTEN[letter as keyof typeof WRITTEN])

/** … and back. */
export const nameOf = (field: string): string => field.replace(/%(25|2E|24)/g, (code) => READ[code as keyof typeof READ])

/** A record with its names as fields. */
export const toFields = <V>(record: Readonly<Record<string, V>>): Record<string, V> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [fieldOf(name), value]))

/** … and back. */
export const toNames = <V>(record: Readonly<Record<string, V>>): Record<string, V> =>
  Object.fromEntries(Object.entries(record).map(([field, value]) => [nameOf(field), value]))
