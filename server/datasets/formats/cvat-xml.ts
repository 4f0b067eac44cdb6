import { XMLParser } from 'fast-xml-parser'
import { messageOf } from '../../errors.ts'

/** An element as parsed: its attributes under "@name", its children as lists under their names, its text under "#text". */
export interface Element {
  readonly [name: string]: string | readonly Element[] | undefined
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
  alwaysCreateTextNode: true,
  htmlEntities: true,
  isArray: (_name, _path, _isLeaf, isAttribute) => !isAttribute,
})

/** Parses one element; throws with a reason for people where it is damaged. */
export function parsedElement(name: string, xml: string): Element {
  try {
    const [element] = (parser.parse(xml, true) as Record<string, Element[]>)[name] ?? []
    return element ?? {}
  } catch (error) {
    throw new Error(`it is damaged XML (${messageOf(error)})`)
  }
}

/** The children of a name. */
export function children(element: Element | undefined, name: string): readonly Element[] {
  const found = element?.[name]
  return Array.isArray(found) ? found : []
}

/** The text inside a child; null where there is none. */
export function textOf(element: Element, name: string): string | null {
  const text = children(element, name)[0]?.['#text']
  return typeof text === 'string' && text !== '' ? text : null
}

/** An attribute; null where there is none. */
export function attribute(element: Element, name: string): string | null {
  const value = element[`@${name}`]
  return typeof value === 'string' ? value : null
}

/** An attribute as a number; not a number where it is none. */
export function numberAttribute(element: Element, name: string): number {
  const value = attribute(element, name)
  return value === null || value === '' ? Number.NaN : Number(value)
}
