import { type RefObject, useEffect } from 'react'
import { paletteOffers } from '../../components/palette-offers.ts'
import type { Desk } from '../desk.ts'
import type { KeyBinding } from '../keymap.ts'
import { scopesOf } from '../use-workbench-keys.ts'
import { offersOf } from './offers.ts'

/** Puts everything the workbench can do now into the palette. */
export function usePaletteActs(desk: RefObject<Desk | null>, bindings: readonly KeyBinding[]): void {
  useEffect(
    () => paletteOffers.getState().add(() => (desk.current ? offersOf(desk.current, bindings, scopesOf(desk.current)) : [])),
    [desk, bindings],
  )
}
