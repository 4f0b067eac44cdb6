import { z } from 'zod'

const MAX_PAGE = 500
const DEFAULT_PAGE = 100

/** Query of a cursor-paged list. */
export const Paging = z.object({
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
})

/** One page; `next` is the cursor of the following one, null at the end. */
export const pageOf = <S extends z.ZodType>(item: S) => z.object({ items: z.array(item), next: z.string().nullable() })
