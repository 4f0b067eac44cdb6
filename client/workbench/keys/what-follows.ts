import { readableKeys } from '../key-names.ts'
import type { KeyBinding, Scope } from '../keymap.ts'

/** What a second key would do after this first one: "T, then H hide or show all shapes, L …". */
export function whatFollows(bindings: readonly KeyBinding[], first: string, scopes: readonly Scope[]): string {
  const begins = `${first} `
  const seconds = bindings.flatMap(({ keys, scope, what }) =>
    keys
      .filter((key) => scopes.includes(scope) && key.startsWith(begins))
      .map((key) => `${readableKeys([key.slice(begins.length)])[0]} ${what.toLowerCase()}`),
  )
  return `${readableKeys([first])[0]}, then ${seconds.join(' · ')}`
}
