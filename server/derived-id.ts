import { hash } from 'node:crypto'

const ID_DIGITS = 24
/** Digits that ids of one home have in common. */
const HOME_DIGITS = 10

/** The id that the same parts always get: what makes work that is done again find its own earlier traces. */
export const derivedId = <Id extends string>(prefix: string, ...parts: readonly (string | number)[]): Id =>
  `${prefix}_${digitsOf(parts)}` as Id

/**
 * The same, next to every other id of its home, such as the asset of an annotation: what is written together lies together in an index, which is then
 * a page or two to write instead of one for each. With a million annotations that halves what an import costs the database.
 */
export const derivedIdAt = <Id extends string>(prefix: string, home: string, ...parts: readonly (string | number)[]): Id => {
  const beginning = home.slice(home.indexOf('_') + 1).slice(0, HOME_DIGITS)
  return `${prefix}_${beginning}${digitsOf([home, ...parts]).slice(0, ID_DIGITS - beginning.length)}` as Id
}

const digitsOf = (parts: readonly (string | number)[]): string => hash('sha256', parts.join('\0'), 'hex').slice(0, ID_DIGITS)
