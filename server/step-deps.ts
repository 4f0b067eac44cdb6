import type { Bus } from './bus.ts'
import type { Config } from './config.ts'
import type { Queue } from './jobs/queue.ts'
import type { BlobStore } from './store/blobs.ts'
import type { Store } from './store/store.ts'

/** What every step of the loop works with. */
export interface StepDeps {
  readonly store: Store
  readonly blobs: BlobStore
  readonly queue: Queue
  readonly bus: Bus
  readonly config: Config
}
