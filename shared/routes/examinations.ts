import { z } from 'zod'
import { route } from '../contract.ts'
import { Split } from '../domain/asset.ts'
import { CaseKind, Examination, ShownCase } from '../domain/examination.ts'
import { AssetId, ProjectId } from '../domain/ids.ts'
import { LabelName } from '../ontology.ts'
import { Paging, pageOf } from './paging.ts'

const byVersion = z.object({ projectId: ProjectId, version: z.coerce.number().int().positive() })
const onSplit = z.object({ split: Split.default('test') })
const kinds = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(CaseKind).min(1))

/** Which cases; written in the address bar, so that a view can be shared. */
export const CaseFilter = z.object({
  /** Several with commas between. */
  kind: kinds.optional(),
  label: LabelName.optional(),
  predicted: LabelName.optional(),
  /** Only those with at least, or at most, this score. */
  least: z.coerce.number().min(0).max(1).optional(),
  most: z.coerce.number().min(0).max(1).optional(),
  assetId: AssetId.optional(),
})
export type CaseFilter = z.infer<typeof CaseFilter>

const Standing = z.object({
  right: z.number().int(),
  wrong: z.number().int(),
  /** Mean distance of its numbers from the true ones; null where the task has none. */
  error: z.number().nullable(),
})

/** One image as two models did on it. */
export const BesideImage = z.object({ asset: ShownCase.shape.asset, own: Standing, other: Standing })
export type BesideImage = z.infer<typeof BesideImage>

/** The closer look at models: figures with intervals, cases, likely label mistakes. Made with every evaluation. */
export const examinations = {
  show: route({
    method: 'get',
    path: '/api/projects/:projectId/models/:version/examination',
    summary: 'The closer look at a model on a split, or null where it was not examined on it: ask for an evaluation.',
    access: 'project:view',
    params: byVersion,
    query: onSplit,
    response: Examination.nullable(),
  }),
  cases: route({
    method: 'get',
    path: '/api/projects/:projectId/models/:version/cases',
    summary:
      'What a model found, missed and mixed up on a split, case by case, the surest mistakes first and the surest hits last.',
    access: 'project:view',
    params: byVersion,
    query: Paging.extend(onSplit.shape).extend(CaseFilter.shape),
    response: pageOf(ShownCase).extend({ total: z.number().int() }),
  }),
  suspects: route({
    method: 'get',
    path: '/api/projects/:projectId/models/:version/suspects',
    summary: 'Labels that are likely mistakes, on every split the model was examined on, the likeliest first.',
    access: 'project:view',
    params: byVersion,
    query: Paging.extend({ split: Split.optional(), label: LabelName.optional() }),
    response: pageOf(ShownCase).extend({ total: z.number().int() }),
  }),
  beside: route({
    method: 'get',
    path: '/api/projects/:projectId/models/:version/beside/:other',
    summary: 'Two models image by image, those first on which they differ most.',
    access: 'project:view',
    params: byVersion.extend({ other: z.coerce.number().int().positive() }),
    query: Paging.extend(onSplit.shape),
    response: pageOf(BesideImage).extend({ total: z.number().int() }),
  }),
} as const
