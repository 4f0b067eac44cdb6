import type { Router } from 'express'
import { routes } from '#shared/routes.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { createAssetCounts } from './asset-counts.ts'
import { type ListDeps, listAssets } from './asset-list.ts'
import { mountAssetTables } from './asset-table.ts'
import { viewAsset } from './asset-view.ts'
import { type ImageDeps, mountImages } from './images.ts'
import { mountSavedViews } from './saved-view-routes.ts'

/** Mounts assets: lists, counts, one with its neighbours, images and thumbnails. `app` takes what is not JSON. */
export function mountAssets(
  mount: Mount,
  deps: ImageDeps & {
    readonly store: ListDeps['store'] & Pick<Store, 'savedViews' | 'assetEmbeddings'>
    readonly app: Router
    readonly similarTo: ListDeps['similarTo']
  },
): void {
  const { store, app } = deps
  const counting = createAssetCounts(store)
  const { data } = routes
  mount(data.assets, async ({ params, query, user }) => listAssets({ ...deps, counting }, params.projectId, query, user.id))
  mount(data.assetCounts, async ({ params }) => counting.per(params.projectId))
  mount(data.asset, async ({ params }) => viewAsset(store, params.projectId, params.assetId))
  mountSavedViews(mount, deps)
  mountAssetTables(app, deps)
  mountImages(app, deps)
}
