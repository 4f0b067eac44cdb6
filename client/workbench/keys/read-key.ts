import type { KeyBinding, Scope } from '../keymap.ts'
import { beginsSequence, bindingFor } from './bindings.ts'

/** The second key of two must follow the first within this time, in milliseconds. */
export const SEQUENCE_WITHIN_MS = 900

/** A first key that waits for its second. */
export interface Begun {
  readonly key: string
  /** Milliseconds. */
  readonly at: number
}

interface Reading {
  /** What to do now; null for nothing. */
  readonly binding: KeyBinding | null
  /** As it stands in the table: one key, or both. */
  readonly key: string
  readonly begun: Begun | null
}

/** Reads one pressed key after what was pressed before it. Two in a row ("t h") win over the second alone. */
export function readKey(begun: Begun | null, pressed: Begun, bindings: readonly KeyBinding[], scopes: readonly Scope[]): Reading {
  const both = begun && pressed.at - begun.at <= SEQUENCE_WITHIN_MS ? `${begun.key} ${pressed.key}` : null
  const sequence = both === null ? null : bindingFor(bindings, both, scopes)
  if (sequence && both !== null) return { binding: sequence, key: both, begun: null }
  return {
    binding: bindingFor(bindings, pressed.key, scopes),
    key: pressed.key,
    begun: beginsSequence(bindings, pressed.key, scopes) ? pressed : null,
  }
}
