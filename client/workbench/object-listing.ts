import { createJSONStorage, persist } from 'zustand/middleware'
import { createStore } from 'zustand/vanilla'
import type { ObjectGrouping, ObjectSort } from './object-filter.ts'

interface ObjectListing {
  readonly sort: ObjectSort
  readonly grouping: ObjectGrouping
  /** Titles of the groups that are folded. */
  readonly closed: ReadonlySet<string>
}

/** How this person likes the list of objects; sort and grouping outlive the page. */
export const objectListing = createStore<ObjectListing>()(
  persist((): ObjectListing => ({ sort: 'made', grouping: 'none', closed: new Set() }), {
    name: 'labelloop.workbench.objects',
    storage: createJSONStorage(() => localStorage),
    partialize: ({ sort, grouping }) => ({ sort, grouping }),
  }),
)

/** Folds a group, or opens it. */
export function fold(title: string): void {
  objectListing.setState(({ closed }) => {
    const next = new Set(closed)
    if (!next.delete(title)) next.add(title)
    return { closed: next }
  })
}
