import { createStore } from 'zustand/vanilla'

/** Something the open page can do, as the palette shows it. */
export interface PaletteOffer {
  readonly id: string
  readonly label: string
  /** As people read them: "Ctrl Z". */
  readonly keys: readonly string[]
  readonly run: () => void
}
type Offering = () => readonly PaletteOffer[]

interface PaletteOffers {
  /** Asked when the palette opens: what a page can do changes with every selection. */
  readonly offerings: readonly Offering[]
  add(offering: Offering): () => void
}

/** What the open page adds to the palette. */
export const paletteOffers = createStore<PaletteOffers>((set) => ({
  offerings: [],
  add(offering) {
    set(({ offerings }) => ({ offerings: [...offerings, offering] }))
    return () => set(({ offerings }) => ({ offerings: offerings.filter((other) => other !== offering) }))
  },
}))
