import { activeLabels, type Ontology } from '#shared/ontology.ts'
import { sayOfAll } from './say.ts'
import type { VoterOf } from './voter.ts'

/** The label that an image's path names; nothing where it names none or several. */
export const names: VoterOf<'names'> = (_source, { on, project }) => {
  const known = wordsOf(project.ontology)
  return async (assets) =>
    assets.map((asset) => {
      const path = inWords(asset.name)
      const named = new Set(known.filter(({ words }) => path.includes(words)).map(({ label }) => label))
      const [only] = named
      return named.size === 1 && only !== undefined ? sayOfAll(on, asset, only) : []
    })
}

const wordsOf = (ontology: Ontology) =>
  activeLabels(ontology).flatMap(({ name, formerNames }) =>
    [name, ...formerNames].map((called) => ({ label: name, words: inWords(called) })),
  )

// Words between blanks, at both ends too: "cat" is no part of "catalogue".
const inWords = (text: string): string =>
  ` ${text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join(' ')} `
