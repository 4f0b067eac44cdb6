import { AssetStatus, Split } from '../domain/asset.ts'
import { QUALITY_RULE_IDS } from '../domain/quality-rule.ts'

/** What can be asked of an image as a number, and what it is. */
export const NUMBER_FIELDS = {
  score: 'Lowest score among the suggestions that wait on it, 0 to 1',
  uncertainty: 'How unsure the champion is of it, 0 to 1',
  labels: 'Approved labels on it',
  suggestions: 'Suggestions that wait on it',
  drafts: 'Labels that wait for a review',
  width: 'Pixels',
  height: 'Pixels',
  bytes: 'Size of the file',
  brightness: 'Mean grey value, 0 (black) to 1 (white)',
  contrast: 'Standard deviation of the grey values, 0 to 0.5',
  sharpness: 'How strong edges are: lower is blurrier',
  colour: 'Mean distance of the strongest from the weakest colour, 0 (grey) to 1',
  warmth: 'Mean of red minus blue, -1 to 1',
} as const
export type NumberField = keyof typeof NUMBER_FIELDS

/** What can be asked of an image as a day. */
export const DATE_FIELDS = {
  imported: 'The day it came',
  changed: 'The day its labels or its status were last changed',
  approved: 'The day it was approved, where it is',
} as const
export type DateField = keyof typeof DATE_FIELDS

/** What has one of a few values. */
export const CHOICE_FIELDS = { status: AssetStatus.options, split: Split.options } as const
export type ChoiceField = keyof typeof CHOICE_FIELDS

/** What may stand after `finding:`, a rule of quality or all of them. */
export const ANY_FINDING = 'any'
export const FINDINGS_ASKED = [ANY_FINDING, ...QUALITY_RULE_IDS] as const
export type FindingAsked = (typeof FINDINGS_ASKED)[number]

/** Who did something to an image. */
export const PERSON_FIELDS = {
  by: 'Who drew, changed or decided something on it',
  'approved-by': 'Who approved it',
} as const
export type PersonField = keyof typeof PERSON_FIELDS

/** What is compared as text, without regard to upper and lower case. */
export const TEXT_FIELDS = { name: 'Path inside its import', format: 'jpeg, png, webp …' } as const
export type TextField = keyof typeof TEXT_FIELDS

/** Whether a word that somebody wrote is one of some fields; "constructor" is none. */
export const isFieldOf = <F extends object>(fields: F, word: string): word is keyof F & string => Object.hasOwn(fields, word)

/** What people call the person who asks. */
export const MYSELF = 'me'

/** What a saved view or the address bar may hold. */
export const LONGEST_QUERY = 2000
