import { heardSentences } from './i18n.ts'

const PLACEHOLDER = /\{\{(\w+)\}\}/

/** A sentence that `shared/` or the server made, in the language of this person; as it came where the catalogue does not know it. */
export const translated = translatorBy(heardSentences())

/** Translates whole sentences. A key's placeholders stand for any text, which is kept, or translated where it is several words. */
export function translatorBy(catalogue: Readonly<Record<string, string>>): (sentence: string) => string {
  const patterns = Object.entries(catalogue)
    .filter(([key]) => PLACEHOLDER.test(key))
    .map(([key, text]) => ({ pattern: patternOf(key), text }))

  function translate(sentence: string): string {
    const known = catalogue[sentence]
    if (known !== undefined) return known
    for (const { pattern, text } of patterns) {
      const values = pattern.exec(sentence)?.groups
      if (values) return filled(text, (name) => inside(values[name] ?? ''))
    }
    return sentence
  }

  // One word is a name that people gave, whatever else it may mean.
  const inside = (value: string) => (value.includes(' ') ? translate(value) : value)

  return translate
}

function filled(text: string, of: (name: string) => string): string {
  return text.replaceAll(new RegExp(PLACEHOLDER, 'g'), (_, name: string) => of(name))
}

// Splitting by the placeholder leaves its name at every second place.
function patternOf(key: string): RegExp {
  const parts = key.split(PLACEHOLDER).map((part, index) => (index % 2 === 0 ? escaped(part) : `(?<${part}>.+?)`))
  return new RegExp(`^${parts.join('')}$`, 's')
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
