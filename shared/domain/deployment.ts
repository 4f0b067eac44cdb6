import { z } from 'zod'
import { AssetId, ProjectId, UserId } from './ids.ts'

/**
 * shadow: the challenger predicts beside the champion and nobody sees it. share: both suggest, each on its part of the images, until a
 * person ends it. canary: the same with a small part, and it ends by itself, either way.
 */
export const DeploymentMode = z.enum(['shadow', 'share', 'canary'])
export type DeploymentMode = z.infer<typeof DeploymentMode>

/** What people did to the suggestions of one model on the images they have decided on since the deployment began. */
export const ArmFigures = z.object({
  images: z.number().int(),
  suggestions: z.number().int(),
  /** Suggestions that were rejected, relabelled or reshaped. */
  corrected: z.number().int(),
  /** Objects that people had to draw. */
  missed: z.number().int(),
  /** The mean over images of the share of their objects that people had to correct or draw, 0 to 1; null before the first image. */
  rate: z.number().nullable(),
})
export type ArmFigures = z.infer<typeof ArmFigures>

/** How a comparison of two models by people's corrections stands. Evidence is a bettor's capital that began at 1: see `server/deployment/betting.ts`. */
export const Standing = z.object({
  champion: ArmFigures,
  challenger: ArmFigures,
  /** Against "the challenger is corrected no more than the champion". */
  worse: z.number(),
  /** Against "the champion is corrected no more"; in a canary against "the challenger is corrected more, by the margin". */
  good: z.number(),
  /** From which capital on a claim is taken for shown. */
  needed: z.number(),
})
export type Standing = z.infer<typeof Standing>

/** Two versions side by side. It is in force while it runs and its champion is the project's. */
export const Deployment = z.object({
  id: z.string(),
  projectId: ProjectId,
  mode: DeploymentMode,
  champion: z.number().int().positive(),
  challenger: z.number().int().positive(),
  /** Share of the images on which the challenger suggests; 0 in the shadow. */
  share: z.number().min(0).max(0.9),
  state: z.enum(['running', 'ended']),
  /** promoted: the challenger became the champion. returned: its corrections had risen. stopped: by a person. superseded: another became champion. */
  outcome: z.enum(['promoted', 'returned', 'stopped', 'superseded']).nullable(),
  /** Why it ended, for people; null while it runs. */
  sentence: z.string().nullable(),
  standing: Standing.nullable(),
  startedAt: z.number(),
  /** Null where the gate began it. */
  startedBy: UserId.nullable(),
  endedAt: z.number().nullable(),
})
export type Deployment = z.infer<typeof Deployment>

/** How far two models lie apart on an image that the challenger saw in the shadow. */
export const ShadowSighting = z.object({
  assetId: AssetId,
  champion: z.number().int(),
  challenger: z.number().int(),
  /** 0 where they say the same, 1 where they agree on nothing. */
  disagreement: z.number(),
  /** Suggestions that each would show. */
  shownByChampion: z.number().int(),
  shownByChallenger: z.number().int(),
  at: z.number(),
})
export type ShadowSighting = z.infer<typeof ShadowSighting>

/** Which images a version suggests on: those whose ids lie from `from` up to but without `to`; null for no bound. */
export interface AssetRange {
  readonly from: string | null
  readonly to: string | null
}

/** All images. */
export const ALL_ASSETS: AssetRange = { from: null, to: null }

const ID_PREFIX = 'ast_'
const DIGITS = 8

/**
 * Parts all images in two by their ids, which are hashes: `share` of them, and the rest. An image stays in its part, and a larger share holds
 * the smaller one. What lot draws images for the queue uses the last digits of an id, this the first.
 */
export function partsOfAssets(share: number): { readonly challenger: AssetRange; readonly champion: AssetRange } {
  const bound = `${ID_PREFIX}${Math.round(share * 16 ** DIGITS)
    .toString(16)
    .padStart(DIGITS, '0')}`
  return { challenger: { from: null, to: bound }, champion: { from: bound, to: null } }
}

/** Whether an image lies in a range. */
export const isInRange = (id: string, { from, to }: AssetRange): boolean =>
  (from === null || id >= from) && (to === null || id < to)

/** Whether a deployment says anything about who suggests now. */
export const isInForce = (
  project: { readonly champion: number | null },
  deployment: Deployment | null,
): deployment is Deployment => deployment !== null && deployment.state === 'running' && deployment.champion === project.champion
