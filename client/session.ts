import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { User } from '#shared/domain/people.ts'

/** Who sits here. `expired` keeps the person, so that the page behind the sign-in stays theirs. */
export type SessionState =
  | { readonly kind: 'unknown'; readonly user: null }
  | { readonly kind: 'signed-in'; readonly user: User }
  | { readonly kind: 'signed-out'; readonly user: User | null }

export interface Session {
  readonly state: SessionState
  begin(user: User): void
  /** The server no longer knows this session: ask for a sign-in, keep the page. */
  expire(): void
}

/** The session of this tab; the sign-in covers the page while nobody is signed in. */
export const session = createStore<Session>((set, get) => ({
  state: { kind: 'unknown', user: null },
  begin: (user) => set({ state: { kind: 'signed-in', user } }),
  expire: () => set({ state: { kind: 'signed-out', user: get().state.user } }),
}))

/** The session's state in a component. */
export const useSession = (): SessionState => useStore(session, ({ state }) => state)

/** The signed-in person; null before the first sign-in. */
export const useUser = (): User | null => useSession().user
