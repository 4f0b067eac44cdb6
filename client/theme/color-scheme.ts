import { useColorScheme } from '@mantine/hooks'
import { useStore } from 'zustand'
import { createJSONStorage, persist } from 'zustand/middleware'
import { createStore } from 'zustand/vanilla'

export const SCHEME_CHOICES = ['system', 'light', 'dark'] as const
export type SchemeChoice = (typeof SCHEME_CHOICES)[number]

const STORAGE_KEY = 'labelloop.scheme'

/** The person's choice of light or dark, remembered in this browser. */
export const schemeChoice = createStore<{ choice: SchemeChoice; choose(choice: SchemeChoice): void }>()(
  persist(
    (set) => ({
      choice: 'system',
      choose: (choice) => set({ choice }),
    }),
    { name: STORAGE_KEY, storage: createJSONStorage(() => localStorage) },
  ),
)

export const useSchemeChoice = () => useStore(schemeChoice)

/** What to show: the choice, else the system's, else (beside images, in the workbench) dark. */
export function useScheme(besideImages: boolean): 'light' | 'dark' {
  const { choice } = useSchemeChoice()
  const system = useColorScheme('dark', { getInitialValueInEffect: false })
  if (choice !== 'system') return choice
  return besideImages ? 'dark' : system
}
