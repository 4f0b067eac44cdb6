import type { PaletteOffer } from '../../components/palette-offers.ts'
import { acts } from '../acts.ts'
import type { Desk } from '../desk.ts'
import { isFamily, readableKeys } from '../key-names.ts'
import type { ActionId, KeyBinding, Scope } from '../keymap.ts'

/** What can be done now, with its keys; where each key of many means another thing (digits, arrows) only keys can say which. */
export function offersOf(desk: Desk, bindings: readonly KeyBinding[], scopes: readonly Scope[]): PaletteOffer[] {
  return bindings
    .filter(({ scope, keys, held }) => scopes.includes(scope) && !held && !isFamily(keys))
    .map(({ id, what, keys }) => ({
      id: `act-${id}`,
      label: what,
      keys: readableKeys(keys),
      run: () => acts[id as ActionId](desk, keys[0] ?? ''),
    }))
}
