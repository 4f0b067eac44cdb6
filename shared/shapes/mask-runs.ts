import type { Mask } from './mask.ts'
import { decodeRuns, type RunLengths } from './run-length.ts'

const known = new WeakMap<Mask, RunLengths>()

/**
 * The run lengths inside a mask's crop. Read once per mask, since drawing, hitting and measuring all ask for them. Throws RunLengthError
 * where they do not cover the crop exactly.
 */
export function runsOf(mask: Mask): RunLengths {
  const read = known.get(mask) ?? decodeRuns(mask.counts, mask.height, mask.width)
  known.set(mask, read)
  return read
}
