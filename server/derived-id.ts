import { createHash } from 'node:crypto'

const ID_DIGITS = 24

/** The id that the same parts always get: what makes work that is done again find its own earlier traces. */
export const derivedId = <Id extends string>(prefix: string, ...parts: readonly (string | number)[]): Id =>
  `${prefix}_${createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, ID_DIGITS)}` as Id
