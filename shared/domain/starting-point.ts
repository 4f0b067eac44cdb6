import { z } from 'zod'
import { ProjectId } from './ids.ts'

/** Upper limit of what is sent; the largest networks that are published for browsers stay far below. */
export const MOST_STARTING_POINT_BYTES = 4e8

const WHITE = 255
/** Of red, green and blue over ImageNet's images of 0 to 1 (Krizhevsky et al. 2012; the figures are torchvision's). */
const IMAGENET = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] } as const

/** What a network expects of pixels, which no file says: their values as factors and terms of 0 to 255, one for all colours or one for each. */
export const pixelRanges = {
  '0..255': { scale: [1], shift: [0] },
  '0..1': { scale: [1 / WHITE], shift: [0] },
  '-1..1': { scale: [2 / WHITE], shift: [-1] },
  imagenet: {
    scale: IMAGENET.deviation.map((deviation) => 1 / (WHITE * deviation)),
    shift: IMAGENET.mean.map((mean, channel) => -mean / (IMAGENET.deviation[channel] ?? 1)),
  },
} as const satisfies Record<string, { scale: readonly number[]; shift: readonly number[] }>

export const PixelRangeName = z.enum(['0..255', '0..1', '-1..1', 'imagenet'])
export type PixelRangeName = z.infer<typeof PixelRangeName>

const count = z.number().int().nonnegative()

/** A published network that a person brought: trainings may start from its body. A model that was trained holds its own weights. */
export const StartingPoint = z.object({
  projectId: ProjectId,
  /** How a training asks for it; one of a project has it. */
  name: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .refine((name) => name !== 'auto', 'Expected another name: "auto" is the network that comes with the product'),
  /** Who made it and what may be done with it, in the words of whoever brought it. */
  licence: z.string().trim().max(500),
  pixels: PixelRangeName,
  operations: count,
  parametersCount: count,
  /** Its maps that a head can be put on: the image has `stride` times as many rows and columns. */
  maps: z.array(z.object({ stride: count, channels: count })),
  /** Its last operation, and why what follows was left out, in sentences. */
  last: z.string(),
  endsBefore: z.array(z.string()),
  /** File name, SHA-256 of its blob, bytes. */
  files: z.array(z.object({ name: z.string(), hash: z.string(), bytes: count })),
  createdAt: z.number(),
})
export type StartingPoint = z.infer<typeof StartingPoint>
