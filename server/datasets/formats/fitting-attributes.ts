import { Attributes } from '#shared/domain/annotation.ts'
import type { ReadAnnotation } from './format.ts'
import type { Lose } from './shapes-as.ts'

/** What a file says of an annotation by names, as far as attributes can hold it; each answer that they cannot is told by its name. */
export function fittingAttributes(said: Readonly<Record<string, unknown>>, lose: Lose): Attributes {
  const given = Object.entries(said).filter(([, value]) => value !== undefined)
  const { success, data } = Attributes.safeParse(Object.fromEntries(given))
  if (success) return data
  const fitting = given.filter(([name, value]) => {
    const isFit = fits(name, value)
    if (!isFit) lose(reasonOf(name, value))
    return isFit
  })
  return Attributes.parse(Object.fromEntries(fitting))
}

/** The same where the attribute "occluded" says whether something hides a part; what it says otherwise stays an attribute. */
export function attributesAndOcclusion(
  said: Readonly<Record<string, unknown>>,
  lose: Lose,
): Pick<ReadAnnotation, 'attributes' | 'occluded'> {
  const attributes = fittingAttributes(said, lose)
  const { occluded, ...others } = attributes
  return occluded === true ? { attributes: others, occluded } : { attributes }
}

const fits = (name: string, value: unknown): boolean => Attributes.safeParse({ [name]: value }).success

function reasonOf(name: string, value: unknown): string {
  if (!fits(name, null)) return 'attributes whose names are too long'
  if (typeof value === 'string') return `attributes with too long a text: ${name}`
  return `attributes that are neither a text nor a number nor yes or no: ${name}`
}
