import type { z } from 'zod'

/** A field of a foreign file that is null where it is missing or says something else: one odd field costs no label. */
export const kept = <S extends z.ZodType>(schema: S) => schema.nullish().catch(null)
