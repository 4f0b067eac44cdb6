import type { Router } from 'express'
import { routes } from '#shared/routes.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { countAssets } from './asset-counts.ts'
import { listAssets, type SimilarTo } from './asset-list.ts'
import { viewAsset } from './asset-view.ts'
import { type ImageDeps, mountImages } from './images.ts'

/** Mounts assets: lists, counts, one with its neighbours, images and thumbnails. `app` takes what is not JSON. */
export function mountAssets(
  mount: Mount,
  deps: ImageDeps & {
    readonly store: Pick<Store, 'assets' | 'annotations'>
    readonly app: Router
    readonly similarTo: SimilarTo
  },
): void {
  const { store, app } = deps
  const { data } = routes
  mount(data.assets, async ({ params, query }) => listAssets(store, params.projectId, query, deps.similarTo))
  mount(data.assetCounts, async ({ params }) => countAssets(store, params.projectId))
  mount(data.asset, async ({ params }) => viewAsset(store, params.projectId, params.assetId))
  mountImages(app, deps)
}
