import type { Split } from '#shared/domain/asset.ts'
import { createFileNames } from './file-names.ts'
import type { ExportSource } from './formats/format.ts'
import type { ManifestLine } from './manifest-lines.ts'

/** Images of which something is known beside their labels, and one of them. */
interface Described {
  count: number
  example: string
}

/** The entries of a version, or of one split of it, each with its file name; `described` says what the last reading of each has met. */
export function exportSource(
  lines: () => AsyncIterable<ManifestLine>,
  split: Split | null,
): Pick<ExportSource, 'entries'> & { described(): Described } {
  const readings = new Map<Split | null, Described>()
  async function* entries(only = split): ReturnType<ExportSource['entries']> {
    const nameFor = createFileNames()
    const met: Described = { count: 0, example: '' }
    readings.set(only, met)
    for await (const { head, entry } of lines()) {
      if (split !== null && head.split !== split) continue
      // Names are free or taken in this order, whichever split is asked for.
      const fileName = nameFor(head.name)
      if (only !== null && head.split !== only) continue
      if (head.meta) met.count++
      if (head.meta) met.example ||= head.name
      yield { ...entry(), fileName }
    }
  }
  return {
    entries,
    described() {
      const parts = readings.has(split) ? [readings.get(split) as Described] : [...readings.values()]
      return {
        count: parts.reduce((sum, { count }) => sum + count, 0),
        example: parts.map(({ example }) => example).find(Boolean) ?? '',
      }
    },
  }
}
