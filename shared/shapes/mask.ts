import { z } from 'zod'

const MOST_CHARACTERS = 4_000_000
/** Pixels of a crop's longest side: any image, and a run of the largest crop still fits the 32 bits of COCO's text. */
const LONGEST_SIDE = 32_768

/**
 * Painted pixels: the smallest crop that holds them (whole pixels of the image), and COCO's compressed run lengths inside that crop
 * (down the columns, the first run outside the mask).
 */
export const Mask = z.object({
  kind: z.literal('mask'),
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive().max(LONGEST_SIDE),
  height: z.number().int().positive().max(LONGEST_SIDE),
  counts: z.string().min(1).max(MOST_CHARACTERS),
})
export type Mask = z.infer<typeof Mask>
