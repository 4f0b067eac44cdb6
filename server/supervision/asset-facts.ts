import { posix } from 'node:path'
import type { Facts, PixelFacts } from '#shared/labeling-rules/facts.ts'
import { bounds } from '#shared/shapes/index.ts'
import type { Proposal, VotedAsset } from './vote.ts'

const BYTES_PER_KILOBYTE = 1000
const PIXELS_PER_MEGAPIXEL = 1e6

/** All that is known of an image, with what its pixels say. */
export function imageFacts(
  { name, width, height, bytes, format }: Pick<VotedAsset, 'name' | 'width' | 'height' | 'bytes' | 'format'>,
  pixels: PixelFacts,
): Facts {
  return {
    ...pixels,
    width,
    height,
    aspect: width / height,
    megapixels: (width * height) / PIXELS_PER_MEGAPIXEL,
    kilobytes: bytes / BYTES_PER_KILOBYTE,
    name,
    folder: posix.dirname(name) === '.' ? '' : posix.dirname(name),
    format,
  }
}

/** What is known of a proposed shape, its image's facts included. */
export function proposalFacts(
  facts: Facts,
  { width, height }: Pick<VotedAsset, 'width' | 'height'>,
  { label, score, shape }: Proposal,
): Facts {
  const frame = bounds(shape)
  if (!frame) return { ...facts, label, score }
  return {
    ...facts,
    label,
    score,
    area: (frame.width * frame.height) / (width * height),
    'shape-width': frame.width / width,
    'shape-height': frame.height / height,
    ...(frame.height > 0 && { 'shape-aspect': frame.width / frame.height }),
    left: frame.x / width,
    top: frame.y / height,
  }
}
