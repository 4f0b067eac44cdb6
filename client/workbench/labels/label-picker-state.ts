import { createJSONStorage, persist } from 'zustand/middleware'
import { createStore } from 'zustand/vanilla'
import type { ProjectId } from '#shared/domain/ids.ts'

const MOST_RECENT = 20

interface LabelPicker {
  readonly isOpen: boolean
  /** The labels given last, by project, the latest first. */
  readonly recent: Readonly<Record<string, readonly string[]>>
}

/** Whether the list of labels is open, and what this person gave last; that outlives the page. */
export const labelPicker = createStore<LabelPicker>()(
  persist((): LabelPicker => ({ isOpen: false, recent: {} }), {
    name: 'labelloop.workbench.labels',
    storage: createJSONStorage(() => localStorage),
    partialize: ({ recent }) => ({ recent }),
  }),
)

/** Opens the list of labels. */
export const openLabelPicker = () => labelPicker.setState({ isOpen: true })

/** Closes it. */
export const closeLabelPicker = () => labelPicker.setState({ isOpen: false })

/** Remembers that a label was given. */
export function noteRecent(projectId: ProjectId, name: string): void {
  labelPicker.setState(({ recent }) => {
    const names = [name, ...(recent[projectId] ?? []).filter((other) => other !== name)].slice(0, MOST_RECENT)
    return { recent: { ...recent, [projectId]: names } }
  })
}
