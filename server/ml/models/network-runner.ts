import type { Grid } from '#shared/decoding/prediction.ts'

/** The outputs of one batch: `values` image after image, each row by row [grid.height, grid.width, channels]. */
export type RawOutputs = { values: Float32Array; grid: Grid }

/** A learned network on whatever computes it; every image is [height, width, 3] bytes of the network's input size, and one call is one batch. */
export type NetworkRunner = {
  run(images: readonly Uint8Array[]): Promise<RawOutputs>
  dispose(): void
}
