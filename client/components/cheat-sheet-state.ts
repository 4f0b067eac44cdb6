import { createStore } from 'zustand/vanilla'

/** One key of a page: how it is written, what it does, and (where the page leaves that to us) the act itself. */
export interface PageKey {
  /** As KeyboardEvent.key names it, lower case; "g a" for two in a row, "mod+k" with Ctrl or Cmd. */
  readonly keys: string
  readonly what: string
  readonly run?: (event: KeyboardEvent) => void
}

interface CheatSheet {
  readonly open: boolean
  /** The keys that are in force now, one list per part of the screen that registered some. */
  readonly lists: readonly (readonly PageKey[])[]
  toggle(): void
  close(): void
  add(list: readonly PageKey[]): () => void
}

/** Which keys the screen answers to, and whether the sheet that lists them is open. */
export const cheatSheet = createStore<CheatSheet>((set) => ({
  open: false,
  lists: [],
  toggle: () => set(({ open }) => ({ open: !open })),
  close: () => set({ open: false }),
  add(list) {
    set(({ lists }) => ({ lists: [...lists, list] }))
    return () => set(({ lists }) => ({ lists: lists.filter((other) => other !== list) }))
  },
}))
