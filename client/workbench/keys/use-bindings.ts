import { useMemo } from 'react'
import { useStore } from 'zustand'
import { useUser } from '../../session.ts'
import { readableKeys } from '../key-names.ts'
import type { ActionId, KeyBinding } from '../keymap.ts'
import { bindingsOf, DEFAULT_CHOICE, type KeyChoice } from './bindings.ts'
import { keyChoiceOf, ownKeys } from './own-keys.ts'

/** Which keys the person who sits here wants. */
export function useKeyChoice(): KeyChoice {
  const user = useUser()
  return useStore(ownKeys, (state) => (user ? keyChoiceOf(state, user.id) : DEFAULT_CHOICE))
}

/** The keys in force for the person who sits here. */
export function useBindings(): readonly KeyBinding[] {
  const choice = useKeyChoice()
  return useMemo(() => bindingsOf(choice), [choice])
}

/** The keys of an act as its button says them: "Ctrl Z"; empty where it has none. */
export const useKeysOf = (id: ActionId): string =>
  readableKeys(useBindings().find((binding) => binding.id === id)?.keys ?? [])[0] ?? ''
