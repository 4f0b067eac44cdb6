import { createJSONStorage, persist } from 'zustand/middleware'
import { createStore } from 'zustand/vanilla'

/** Pixels. */
export const PANEL_WIDTH = { least: 200, usual: 264, most: 520 } as const

interface PanelLayout {
  readonly isLeftOpen: boolean
  readonly isRightOpen: boolean
  readonly rightWidth: number
}

/** Which panels are open and how wide, remembered in this browser. */
export const panelLayout = createStore<PanelLayout>()(
  persist((): PanelLayout => ({ isLeftOpen: true, isRightOpen: true, rightWidth: PANEL_WIDTH.usual }), {
    name: 'labelloop.workbench.panels',
    storage: createJSONStorage(() => localStorage),
  }),
)

export const toggleLeftPanel = () => panelLayout.setState(({ isLeftOpen }) => ({ isLeftOpen: !isLeftOpen }))
export const toggleRightPanel = () => panelLayout.setState(({ isRightOpen }) => ({ isRightOpen: !isRightOpen }))
/** Sets the right panel's width, within what makes sense. */
export const setRightWidth = (width: number) =>
  panelLayout.setState({ rightWidth: Math.min(Math.max(width, PANEL_WIDTH.least), PANEL_WIDTH.most) })
