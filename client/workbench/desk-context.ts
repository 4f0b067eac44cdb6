import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { AssetState } from '#shared/operations.ts'
import type { AnnotationSnapshot } from '../annotations/annotation-store.ts'
import { type Act, acts } from './acts.ts'
import type { Desk } from './desk.ts'
import type { ActionId } from './keymap.ts'
import type { WorkbenchState } from './workbench-state.ts'

/** The desk and what lies on it, as the panels see it. */
export interface OpenDesk {
  readonly desk: Desk
  readonly snapshot: AnnotationSnapshot
  readonly state: AssetState
}

export const DeskContext = createContext<OpenDesk | null>(null)

/** The desk of the workbench a component stands in. */
export function useOpenDesk(): OpenDesk {
  const open = useContext(DeskContext)
  if (!open) throw new Error('Expected to be inside a workbench')
  return open
}

/** A part of the desk's state. */
export const useDeskState = <T>(select: (state: WorkbenchState) => T): T => useStore(useOpenDesk().desk.ui, select)

/** The act of a key, for the button that stands for it. */
export function useAct(id: ActionId, key = ''): () => void {
  const { desk } = useOpenDesk()
  const act: Act = acts[id]
  return () => act(desk, key)
}
