import { baseName, extensionOf, stemOf } from './sources/tree-path.ts'

/**
 * File names for assets in one flat folder: the name without its folders, or with them ("a__1.jpg") where two would be alike.
 * Asked in the same order, it gives the same names. Two names never differ in the extension alone, because label files share the stem.
 */
export function createFileNames(): (name: string) => string {
  const taken = new Set<string>()
  return (name) => {
    const candidates = [baseName(name), name.replaceAll('/', '__')]
    const free = candidates.find((candidate) => !taken.has(keyOf(candidate))) ?? numbered(name.replaceAll('/', '__'), taken)
    taken.add(keyOf(free))
    return free
  }
}

// Some file systems do not tell upper case from lower.
const keyOf = (name: string): string => stemOf(name).toLowerCase()

function numbered(name: string, taken: ReadonlySet<string>): string {
  const extension = extensionOf(name) === '' ? '' : `.${extensionOf(name)}`
  let number = 2
  while (taken.has(keyOf(`${stemOf(name)}_${number}${extension}`))) number++
  return `${stemOf(name)}_${number}${extension}`
}
