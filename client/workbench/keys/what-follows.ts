import { t } from '../../i18n.ts'
import { readableKeys } from '../key-names.ts'
import type { KeyBinding, Scope } from '../keymap.ts'

/** What a second key would do after this first one: "T, then H: Hide or show all shapes · L: …". */
export function whatFollows(bindings: readonly KeyBinding[], first: string, scopes: readonly Scope[]): string {
  const begins = `${first} `
  const seconds = bindings.flatMap(({ keys, scope, what }) =>
    keys
      .filter((key) => scopes.includes(scope) && key.startsWith(begins))
      .map((key) => `${readableKeys([key.slice(begins.length)])[0]}: ${what}`),
  )
  return t('{{key}}, then {{seconds}}', { key: readableKeys([first])[0], seconds: seconds.join(' · ') })
}
