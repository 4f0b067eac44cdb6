const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;' }

/** Text as it may stand in XML, in an element or in an attribute. */
export const escaped = (text: string): string => text.replaceAll(/[&<>"\n]/g, (character) => ESCAPES[character] ?? character)
