import type { Router } from 'express'
import type { Project } from '#shared/domain/project.ts'
import type { Model } from '#shared/domain/training.ts'
import type { PredictAnswer } from '#shared/routes/serving.ts'
import type { Store } from '../store/store.ts'
import type { Authenticate } from '../wire/mount.ts'
import type { SaidOfFile } from './answer-images.ts'

/** An image that came with a request, and what was answered on it. */
export interface SampledImage {
  readonly bytes: Uint8Array
  readonly answer: PredictAnswer['images'][number]
}

/** An image as a predictor takes it. */
export type ImageBytes = { assetId: string; bytes: Uint8Array }

/** What serving needs of the rest of the server. */
export interface ServingDeps {
  readonly store: Pick<Store, 'projects' | 'runs' | 'snapshots'>
  /** Takes what is not JSON. */
  readonly app: Router
  readonly authenticate: Authenticate
  /** A model of a project under the names that its labels have now. */
  readonly modelOf: (project: Project, version: number) => Promise<Model>
  /** A local folder with the model's files. */
  readonly folderOf: (model: Model) => Promise<string>
  readonly answer: (model: Model, images: ImageBytes[]) => Promise<SaidOfFile[]>
  /** Told of what was answered, to watch it; nobody waits for it. */
  readonly sample: (project: Project, version: number, images: readonly SampledImage[]) => void
  readonly metered: { images(count: number): void; refused(): void; batch(images: number, seconds: number): void }
}
