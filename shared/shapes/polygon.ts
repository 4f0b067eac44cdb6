import { z } from 'zod'

/** Numbers of the smallest ring: three points. */
const LEAST = 6
const MOST = 200_000
const isPaired = (flat: readonly number[]) => flat.length % 2 === 0
const RingSchema = z.array(z.number()).min(LEAST).max(MOST).refine(isPaired, 'expected an even count of numbers: x, y, x, y …')

/** A closed outline with holes, each a flat list x, y, x, y … in pixels. Its rings do not cross themselves or each other. */
export const Polygon = z.object({
  kind: z.literal('polygon'),
  ring: RingSchema,
  holes: z.array(RingSchema).max(1000),
})
export type Polygon = z.infer<typeof Polygon>
