import { IMAGE_CHANNELS } from '../networks/recording-pass.ts'
import type { BodyDraft } from './body-draft.ts'
import { GRAPH_INPUT } from './pretrained-graph.ts'
import { ModelUnreadable } from './unreadable.ts'

/** Pixels along a side where a published network does not say: as most of them were taught. */
export const USUAL_SIDE = 224

/** Gives a body its images under the published name: colours as they are, or turned to grey for a network that knows none; null takes any. */
export function takeImages(draft: BodyDraft, name: string, channels: number | null): void {
  if (channels === 1) draft.turnGrey(name)
  else if (channels === null || channels === IMAGE_CHANNELS) draft.alias(name, GRAPH_INPUT)
  else throw new ModelUnreadable(`expected images of ${IMAGE_CHANNELS} channels, or of one, for ${name}, got ${channels}`)
}
