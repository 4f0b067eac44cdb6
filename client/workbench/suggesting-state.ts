import { createStore } from 'zustand/vanilla'
import type { AssetId } from '#shared/domain/ids.ts'

/** The image that the model looks at in this browser; null while it looks at none. */
export const suggestingState = createStore<{ readonly assetId: AssetId | null }>()(() => ({ assetId: null }))
