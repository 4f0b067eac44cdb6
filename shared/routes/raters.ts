import { z } from 'zod'
import { route } from '../contract.ts'
import { AssetStatus, Split } from '../domain/asset.ts'
import { ProjectId, UserId } from '../domain/ids.ts'
import { Agreement, ConsensusMerge, MergeChange, RatingRound } from '../domain/raters.ts'

const byProject = z.object({ projectId: ProjectId })
const byRound = z.object({ projectId: ProjectId, roundId: z.string() })
const MOST_IMAGES = 2000

/** A round with how far it is: images handed in by all of their raters together, and by the person who asks. */
export const RoundSummary = RatingRound.omit({ overlap: true, honeypots: true }).extend({
  images: z.number().int(),
  rated: z.number().int(),
  wanted: z.number().int(),
})
export type RoundSummary = z.infer<typeof RoundSummary>

/** A merge without what it wrote. */
export const MergeSummary = ConsensusMerge.omit({ written: true })
export type MergeSummary = z.infer<typeof MergeSummary>

/** People as raters: several label the same images by themselves, and their answers are compared and merged. */
export const raters = {
  rounds: route({
    method: 'get',
    path: '/api/projects/:projectId/rating-rounds',
    summary: 'Rounds in which several people label the same images, newest first.',
    access: 'project:view',
    params: byProject,
    response: z.array(RoundSummary),
  }),
  start: route({
    method: 'post',
    path: '/api/projects/:projectId/rating-rounds',
    summary: 'Let several people label images of a slice, each by themselves, with approved ones of known truth among them.',
    access: 'project:change',
    params: byProject,
    body: z.object({
      name: z.string().trim().min(1).max(80),
      /** Which images: drawn at random from those that fit. */
      slice: z
        .object({
          status: z.array(AssetStatus).exactOptional(),
          split: z.array(Split).exactOptional(),
          label: z.string().exactOptional(),
          search: z.string().exactOptional(),
        })
        .default({}),
      images: z.number().int().min(1).max(MOST_IMAGES),
      /** Images of known truth, slipped in among them. */
      honeypots: z.number().int().min(0).max(MOST_IMAGES).default(0),
      people: z.array(UserId).min(1).max(50),
      /** How many of the people rate each image; honeypots are rated by all. */
      each: z.number().int().min(1).max(50),
      seed: z.number().int().default(0),
    }),
    response: RoundSummary,
  }),
  close: route({
    method: 'post',
    path: '/api/projects/:projectId/rating-rounds/:roundId/close',
    summary: 'Hand out no more images of a round; what was handed in stays.',
    access: 'project:change',
    params: byRound,
    response: RoundSummary,
  }),
  agreement: route({
    method: 'get',
    path: '/api/projects/:projectId/rating-rounds/:roundId/agreement',
    summary: 'How far the raters of a round agree: over all, two by two, by label and by person, the model as one of them.',
    access: 'project:change',
    params: byRound,
    response: Agreement,
  }),
  consensus: route({
    method: 'get',
    path: '/api/projects/:projectId/rating-rounds/:roundId/consensus',
    summary: 'What merging the raters’ answers would change; nothing is changed.',
    access: 'project:change',
    params: byRound,
    response: z.object({ images: z.number().int(), changes: z.array(MergeChange) }),
  }),
  merge: route({
    method: 'post',
    path: '/api/projects/:projectId/rating-rounds/:roundId/merge',
    summary: 'Write what enough raters say into the project, as changes of the person who asks.',
    access: 'project:change',
    params: byRound,
    response: z.object({ merge: MergeSummary, refused: z.array(z.string()) }),
  }),
  merges: route({
    method: 'get',
    path: '/api/projects/:projectId/consensus-merges',
    summary: 'Merges of a project, newest first.',
    access: 'project:change',
    params: byProject,
    response: z.array(MergeSummary),
  }),
  undo: route({
    method: 'post',
    path: '/api/projects/:projectId/consensus-merges/:mergeId/undo',
    summary: 'Put back what a merge changed, as far as nobody has changed it since.',
    access: 'project:change',
    params: z.object({ projectId: ProjectId, mergeId: z.string() }),
    response: z.object({ merge: MergeSummary, refused: z.array(z.string()) }),
  }),
  own: route({
    method: 'get',
    path: '/api/projects/:projectId/own-ratings',
    summary: 'How many images wait for the person who asks to rate them, and the project in which they are.',
    access: 'project:view',
    params: byProject,
    response: z.object({ waiting: z.number().int(), projectId: ProjectId.nullable() }),
  }),
} as const
