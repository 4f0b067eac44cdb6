import type { Router } from 'express'
import type { Annotation } from '#shared/domain/annotation.ts'
import { routes } from '#shared/routes.ts'
import { fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { type CropDeps, mountCrops } from './crops.ts'
import { countSuggestions } from './suggestion-counts.ts'
import { listSuggestions } from './suggestion-list.ts'

/** Mounts what triage reads: suggestions, their counts, what became of them, and their crops. `app` takes what is not JSON. */
export function mountReview(mount: Mount, deps: CropDeps & { readonly store: Store; readonly app: Router }): void {
  const { store, app } = deps
  const { review } = routes
  mount(review.suggestions, async ({ params, query }) => listSuggestions(store, params.projectId, query))
  mount(review.suggestionCounts, async ({ params, query }) => countSuggestions(store, params.projectId, query))
  mount(review.look, async ({ params, body }) => {
    const rows = await store.annotations.find({ _id: { $in: body.ids }, projectId: params.projectId }).toArray()
    return rows.map((row) => fromStored(row) as Annotation)
  })
  mountCrops(app, deps)
}
