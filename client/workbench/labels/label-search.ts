import { type Label, labelPath, type Ontology } from '#shared/ontology.ts'

/** A label that can be found, with its place among its kinds. */
export interface FoundLabel {
  readonly label: Label
  /** "animal › dog › poodle" */
  readonly path: string
}

interface Entry extends FoundLabel {
  readonly name: string
  readonly whole: string
}

const AT_START = 400
const AT_WORD = 300
const INSIDE = 200
const IN_PATH = 100
const SCATTERED = 50
const WORD_START = /(?:^|[\s_\-./:])$/

/** Finds labels by typing: names that begin so first, then words, then letters in their order; recent ones before others. */
export function createLabelSearch(ontology: Ontology) {
  const byName = new Map(ontology.labels.map((label) => [label.name, label]))
  const entries: Entry[] = ontology.labels
    .filter(({ retired }) => !retired)
    .map((label) => {
      const path = labelPath(byName, label)
      return { label, path, name: label.name.toLowerCase(), whole: path.toLowerCase() }
    })

  return (typed: string, recent: readonly string[]): FoundLabel[] => {
    const text = typed.trim().toLowerCase()
    const freshness = new Map(recent.map((name, index) => [name, recent.length - index]))
    const scored = entries.flatMap((entry, index) => {
      const match = scoreOf(entry, text)
      return match > 0 ? [{ entry, index, match, fresh: freshness.get(entry.label.name) ?? 0 }] : []
    })
    scored.sort((a, b) => b.match - a.match || b.fresh - a.fresh || a.index - b.index)
    return scored.map(({ entry }) => entry)
  }
}

function scoreOf({ name, whole }: Entry, text: string): number {
  if (text === '') return 1
  const at = name.indexOf(text)
  if (at === 0) return name === text ? AT_START + 1 : AT_START
  if (at > 0) return WORD_START.test(name.slice(0, at)) ? AT_WORD : INSIDE
  if (whole.includes(text)) return IN_PATH
  return hasInOrder(name, text) ? SCATTERED : 0
}

function hasInOrder(name: string, text: string): boolean {
  let from = 0
  for (const letter of text) {
    from = name.indexOf(letter, from) + 1
    if (from === 0) return false
  }
  return true
}
