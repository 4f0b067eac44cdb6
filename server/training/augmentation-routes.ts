import { routes } from '#shared/routes.ts'
import type { Mount } from '../wire/mount.ts'
import { previewAugmentation } from './preview-augmentation.ts'
import type { PreviewDeps } from './preview-images.ts'

/** Mounts the preview of augmentation. */
export function mountAugmentation(mount: Mount, deps: PreviewDeps): void {
  mount(routes.augmentation.preview, ({ params, body }) => previewAugmentation(deps, params.projectId, body))
}
