import { invalid } from '../../errors.ts'

/** Files in one archive. */
const MOST_ENTRIES = 2_000_000
/** Deflate packs at most 1032 to 1; real data sets, mostly JPEG, stay near 1 to 1, and label files below this. */
const MOST_UNPACKED_RATIO = 200
/** Below this, a high ratio harms nobody. */
const HARMLESS_BYTES = 64 * 1024 * 1024

/** Refuses an archive with more files than any data set has. */
export function refuseTooMany(entries: number): void {
  if (entries > MOST_ENTRIES) throw invalid(`The archive holds more than ${MOST_ENTRIES} files`)
}

/** Refuses an archive that unpacks to hundreds of times its size. */
export function refuseTrap(unpacked: number, packed: number): void {
  if (unpacked > HARMLESS_BYTES && unpacked > packed * MOST_UNPACKED_RATIO)
    throw invalid(`The archive would unpack to ${unpacked} bytes from ${packed}: that is no data set but a trap`)
}
