import { createJSONStorage, persist } from 'zustand/middleware'
import { createStore } from 'zustand/vanilla'
import { DEFAULT_VIEW_OPTIONS, type ViewOptions } from '../canvas/view-aids/view-options.ts'

/** How this person likes to see images, remembered in this browser. */
export const viewOptions = createStore<ViewOptions>()(
  persist((): ViewOptions => DEFAULT_VIEW_OPTIONS, {
    name: 'labelloop.workbench.view',
    storage: createJSONStorage(() => localStorage),
  }),
)

type Switch = { [K in keyof ViewOptions]: ViewOptions[K] extends boolean ? K : never }[keyof ViewOptions]

/** Turns one of the options on or off. */
export const toggleViewOption = (option: Switch) => viewOptions.setState((options) => ({ [option]: !options[option] }))
