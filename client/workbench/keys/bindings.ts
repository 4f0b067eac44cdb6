import { type KeyBinding, keymap, SCOPES, type Scope } from '../keymap.ts'

/** Maps for hands that were trained elsewhere. */
export const PRESETS = ['cvat', 'label-studio'] as const
export type Preset = (typeof PRESETS)[number]

/** Which keys a person wants: those of a preset, and their own where they said so (none at all for an empty list). */
export interface KeyChoice {
  readonly preset: Preset
  readonly own: Readonly<Record<string, readonly string[]>>
}
export const DEFAULT_CHOICE: KeyChoice = { preset: 'cvat', own: {} }

/** The table as it is in force for this choice. */
export const bindingsOf = ({ preset, own }: KeyChoice): readonly KeyBinding[] =>
  keymap.map((binding: KeyBinding) => ({ ...binding, keys: own[binding.id] ?? presetKeys(binding, preset) }))

/** The keys a preset gives to an act. */
export const presetKeys = ({ keys, labelStudio }: KeyBinding, preset: Preset): readonly string[] =>
  preset === 'label-studio' ? (labelStudio ?? keys) : keys

/** What a key does in these scopes (the most special first); null for keys that mean nothing here. */
export function bindingFor(bindings: readonly KeyBinding[], key: string, scopes: readonly Scope[]): KeyBinding | null {
  for (const scope of SCOPES) {
    if (!scopes.includes(scope)) continue
    const found = bindings.find((binding) => binding.scope === scope && binding.keys.includes(key))
    if (found) return found
  }
  return null
}

/** Whether a key is the first of two that mean something together. */
export const beginsSequence = (bindings: readonly KeyBinding[], key: string, scopes: readonly Scope[]): boolean =>
  bindings.some((binding) => scopes.includes(binding.scope) && binding.keys.some((written) => written.startsWith(`${key} `)))
