import { useEffect } from 'react'
import { createJSONStorage, persist } from 'zustand/middleware'
import { createStore } from 'zustand/vanilla'
import type { ProjectId } from '#shared/domain/ids.ts'
import { DEFAULT_ADJUSTMENTS, type ImageAdjustments } from '../canvas/image/adjustments.ts'
import type { Desk } from './desk.ts'
import type { WorkbenchStore } from './workbench-state.ts'

/** How the images of each project were last shown here: one project's are dark, another's are not. */
const remembered = createStore<Readonly<Record<ProjectId, ImageAdjustments>>>()(
  persist((): Readonly<Record<ProjectId, ImageAdjustments>> => ({}), {
    name: 'labelloop.workbench.adjustments',
    storage: createJSONStorage(() => localStorage),
  }),
)

/** Changes how the image is shown, here and for the project's next images. */
export function adjust({ ui, project }: Pick<Desk, 'ui' | 'project'>, change: Partial<ImageAdjustments>): void {
  const adjustments = { ...ui.getState().adjustments, ...change }
  ui.setState({ adjustments })
  remembered.setState({ [project.id]: adjustments })
}

/** Shows a project's images as this person left them. */
export function useRememberedAdjustments(ui: WorkbenchStore, project: ProjectId): void {
  useEffect(() => {
    ui.setState({ adjustments: { ...DEFAULT_ADJUSTMENTS, ...remembered.getState()[project] } })
  }, [ui, project])
}
