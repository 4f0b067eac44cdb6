import { z } from 'zod'
import { route } from '../contract.ts'
import { Annotation } from '../domain/annotation.ts'
import { Asset } from '../domain/asset.ts'
import { AnnotationId, ProjectId } from '../domain/ids.ts'
import { LabelName } from '../ontology.ts'
import { Paging, pageOf } from './paging.ts'

const byProject = z.object({ projectId: ProjectId })

/** How suggestions are put in order: what a decision would teach most first, or the score from above or from below. */
export const SuggestionOrder = z.enum(['information', 'score', 'doubtful'])
export type SuggestionOrder = z.infer<typeof SuggestionOrder>

/** Which suggestions; written in the address bar, so that a view can be shared. */
export const SuggestionFilter = z.object({
  label: LabelName.optional(),
  /** Only those with at least this score. */
  least: z.coerce.number().min(0).max(1).optional(),
})
export type SuggestionFilter = z.infer<typeof SuggestionFilter>

/** A suggestion with what is needed to show it. */
export const SuggestionItem = z.object({
  annotation: Annotation,
  asset: Asset.pick({ id: true, name: true, width: true, height: true, status: true }),
})
export type SuggestionItem = z.infer<typeof SuggestionItem>

/** Scores are counted in this many bins of the same width, from 0 to 1. */
export const SCORE_BINS = 100

/** Most suggestions one question may name. */
export const MOST_NAMED = 500

/** Deciding on suggestions, one crop each. Decisions themselves are ordinary operations over the socket. */
export const review = {
  suggestions: route({
    method: 'get',
    path: '/api/projects/:projectId/suggestions',
    summary: 'Undecided suggestions, the most telling (or the most, or the least, certain) first.',
    access: 'project:view',
    params: byProject,
    query: Paging.extend(SuggestionFilter.shape).extend({ order: SuggestionOrder.default('information') }),
    response: pageOf(SuggestionItem).extend({ total: z.number().int() }),
  }),
  suggestionCounts: route({
    method: 'get',
    path: '/api/projects/:projectId/suggestion-counts',
    summary: 'How many suggestions are undecided per label, and per bin of score (of one label, or of all).',
    access: 'project:view',
    params: byProject,
    query: SuggestionFilter.pick({ label: true }),
    response: z.object({
      labels: z.record(z.string(), z.number().int()),
      /** The first bin begins at a score of 0; the last one holds 1 too. */
      scores: z.array(z.number().int()).length(SCORE_BINS),
    }),
  }),
  look: route({
    method: 'post',
    path: '/api/projects/:projectId/suggestions/look',
    summary: 'What became of these suggestions.',
    access: 'project:view',
    params: byProject,
    body: z.object({ ids: z.array(AnnotationId).max(MOST_NAMED) }),
    response: z.array(Annotation.pick({ id: true, status: true, label: true, revision: true, changedBy: true })),
  }),
} as const

/** Where a crop of an image comes from: not JSON. The place is in pixels of the image, so that the same address is the same picture for ever. */
export const cropPath = (
  projectId: string,
  assetId: string,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  side: CropSide,
): string => `/api/projects/${projectId}/assets/${assetId}/crop?place=${x},${y},${width},${height}&side=${side}`

/** Pixels of the longer side of a crop as it is served. */
export const CROP_SIDES = [128, 320] as const
export type CropSide = (typeof CROP_SIDES)[number]
