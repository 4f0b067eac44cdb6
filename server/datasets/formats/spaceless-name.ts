import type { Lose } from './shapes-as.ts'

/** A label's name for a format whose columns are parted by spaces, where such a name would be two columns. */
export function spacelessName(label: string, lose: Lose): string {
  const name = label.replaceAll(/\s+/g, '_')
  if (name !== label) lose('label names with spaces, written with "_"', 'renamed')
  return name
}
