/** What the text of an attribute says: "true" and "false", a number where it is written as programs write them, else itself. */
export function readAttribute(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  const number = Number(text)
  return text !== '' && Number.isFinite(number) && String(number) === text ? number : text
}
