import { createJSONStorage, persist } from 'zustand/middleware'
import { createStore } from 'zustand/vanilla'
import type { UserId } from '#shared/domain/ids.ts'
import { DEFAULT_CHOICE, type KeyChoice, type Preset } from './bindings.ts'

interface OwnKeys {
  readonly people: Readonly<Record<UserId, KeyChoice>>
}

/**
 * Each person's keys, remembered in this browser and not on the server: which keys are within reach is a matter of the
 * keyboard in front of it, and they must work before the server has answered.
 */
export const ownKeys = createStore<OwnKeys>()(
  persist((): OwnKeys => ({ people: {} }), {
    name: 'labelloop.keys',
    storage: createJSONStorage(() => localStorage),
  }),
)

/** What a person chose; the default before they did. */
export const keyChoiceOf = ({ people }: OwnKeys, user: UserId): KeyChoice => people[user] ?? DEFAULT_CHOICE

/** Takes a preset; a person's own keys stay on top. */
export const choosePreset = (user: UserId, preset: Preset) => change(user, (choice) => ({ ...choice, preset }))

/** Gives an act these keys, or the preset's again (null). */
export const setKeys = (user: UserId, id: string, keys: readonly string[] | null) =>
  change(user, ({ preset, own }) => {
    const { [id]: _, ...others } = own
    return { preset, own: keys ? { ...others, [id]: keys } : others }
  })

/** The preset's keys for everything again. */
export const forgetOwnKeys = (user: UserId) => change(user, ({ preset }) => ({ preset, own: {} }))

function change(user: UserId, next: (choice: KeyChoice) => KeyChoice) {
  ownKeys.setState((state) => ({ people: { ...state.people, [user]: next(keyChoiceOf(state, user)) } }))
}
