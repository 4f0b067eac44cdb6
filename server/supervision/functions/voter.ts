import type { AssetId } from '#shared/domain/ids.ts'
import type { FunctionSource, Vote } from '#shared/domain/labeling-function.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Shape } from '#shared/shapes/index.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import type { VotedOn } from '#shared/tasks/voted-on.ts'
import type { VotedAsset } from '../vote.ts'

/** What is said to be on an image, by a model or by people before. */
export interface SaidObject {
  readonly label: string
  readonly shape: Shape
}

/** What functions need beside the images. */
export interface VotingDeps {
  readonly project: Project
  readonly on: VotedOn
  /** What a model version says of images, in their order. */
  readonly predict: (version: number, assets: readonly VotedAsset[]) => Promise<LabelledPrediction[][]>
  /** What was approved on each image when a snapshot was taken. */
  readonly approvedIn: (snapshot: number) => Promise<ReadonlyMap<AssetId, readonly SaidObject[]>>
  /** Sends JSON to an address that a person typed, and gives the JSON that comes back. */
  readonly ask: (url: string, body: unknown) => Promise<unknown>
  /** A small JPEG of an image. */
  readonly thumbnail: (asset: VotedAsset) => Promise<Uint8Array>
}

/** A labeling function made ready: what it says of images, in their order; nothing where it abstains. */
export type Voter = (assets: readonly VotedAsset[]) => Promise<Vote[][]>

/** Makes functions of one kind of source ready. */
export type VoterOf<Type extends FunctionSource['type']> = (
  source: Extract<FunctionSource, { type: Type }>,
  deps: VotingDeps,
) => Promise<Voter> | Voter
