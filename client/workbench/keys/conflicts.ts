import { type KeyBinding, SCOPES, type Scope } from '../keymap.ts'

/** Two acts that want the same key. */
export interface Conflict {
  readonly key: string
  /** Does its work. */
  readonly winner: KeyBinding
  /** Never does it, or not while the winner is in force. */
  readonly loser: KeyBinding
  readonly kind: 'same place' | 'hidden by a more special place' | 'waits for a second key'
}

/** Modes that are never in force together. */
const MODES: readonly Scope[] = ['attributes', 'single-label', 'sweep']

/**
 * Where keys stand in each other's way. A more special scope may take a key from a more general one (Enter accepts a suggestion,
 * elsewhere it submits): that is reported only where a person's own keys, whose ids come in `own`, brought it about.
 */
export function conflictsOf(bindings: readonly KeyBinding[], own: ReadonlySet<string>): Conflict[] {
  const entries = bindings.flatMap((binding) => binding.keys.map((key) => ({ key, binding })))
  return entries.flatMap((one, index) =>
    entries.slice(index + 1).flatMap((other): Conflict[] => {
      const [winner, loser] = byRank(one, other)
      if (winner.binding.id === loser.binding.id || !overlap(winner.binding.scope, loser.binding.scope)) return []
      const pair = { key: winner.key, winner: winner.binding, loser: loser.binding }
      if (winner.key === loser.key) {
        if (winner.binding.scope === loser.binding.scope) return [{ ...pair, kind: 'same place' }]
        const isOwn = own.has(winner.binding.id) || own.has(loser.binding.id)
        return isOwn ? [{ ...pair, kind: 'hidden by a more special place' }] : []
      }
      const [short, long] = one.key.length < other.key.length ? [one, other] : [other, one]
      if (!long.key.startsWith(`${short.key} `)) return []
      return [{ key: short.key, winner: short.binding, loser: long.binding, kind: 'waits for a second key' }]
    }),
  )
}

interface Entry {
  readonly key: string
  readonly binding: KeyBinding
}

// The scope that is asked first; in one scope the line that stands first.
const byRank = (one: Entry, other: Entry): [Entry, Entry] => (rank(other) < rank(one) ? [other, one] : [one, other])
const rank = ({ binding }: Entry): number => SCOPES.indexOf(binding.scope)

const overlap = (a: Scope, b: Scope): boolean => a === b || !MODES.includes(a) || !MODES.includes(b)
