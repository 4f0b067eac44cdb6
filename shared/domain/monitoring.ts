import { z } from 'zod'
import { Alert } from './alert.ts'
import { AssetId } from './ids.ts'

const share = z.number().min(0).max(1)
const count = z.number().int().nonnegative()

/** What is looked at, by what it is measured on; a label mix is a set of shares, looks are vectors, the rest are numbers of an image. */
export const SIGNALS = {
  brightness: { group: 'images', kind: 'number' },
  contrast: { group: 'images', kind: 'number' },
  sharpness: { group: 'images', kind: 'number' },
  colour: { group: 'images', kind: 'number' },
  warmth: { group: 'images', kind: 'number' },
  pixels: { group: 'images', kind: 'number' },
  aspect: { group: 'images', kind: 'number' },
  compression: { group: 'images', kind: 'number' },
  looks: { group: 'embeddings', kind: 'vectors' },
  suggestedMix: { group: 'predictions', kind: 'shares' },
  suggestedCount: { group: 'predictions', kind: 'number' },
  suggestedArea: { group: 'predictions', kind: 'number' },
  score: { group: 'predictions', kind: 'number' },
  labelMix: { group: 'labels', kind: 'shares' },
  labelCount: { group: 'labels', kind: 'number' },
  labelArea: { group: 'labels', kind: 'number' },
} as const satisfies Record<string, { group: SignalGroup; kind: 'number' | 'shares' | 'vectors' }>

type SignalGroup = 'images' | 'embeddings' | 'predictions' | 'labels'
export type SignalId = keyof typeof SIGNALS
export const SIGNAL_IDS = Object.keys(SIGNALS) as [SignalId, ...SignalId[]]
export const SignalId = z.enum(SIGNAL_IDS)

/** How a project is watched; every field has a default. */
export const MonitoringSettings = z.object({
  enabled: z.boolean().default(true),
  /** The newest images that are held against the reference; each is tested in one such window only. */
  window: z.number().int().min(30).max(5000).default(200),
  /** How often a window in which nothing changed may raise any alarm. */
  alpha: z.number().positive().max(0.5).default(0.05),
  /** snapshot: the images the champion learned from. arrived: all that were there when it was made. dates: those that came between two days. */
  reference: z.enum(['snapshot', 'arrived', 'dates']).default('snapshot'),
  /** For `dates`, in milliseconds since 1970; null is open. */
  from: z.number().nullable().default(null),
  until: z.number().nullable().default(null),
  off: z.array(SignalId).default([]),
  /** Of the images that come over HTTP for predictions, this share is measured, without keeping their pixels … */
  servedShare: share.default(0.2),
  /** … and this share is kept, as images of the project that wait to be labelled. */
  keepServed: share.default(0),
})
export type MonitoringSettings = z.infer<typeof MonitoringSettings>

/** Two distributions over each other: shares of both in the same bins, or under the same names. */
export const Histogram = z.object({
  /** The lowest and highest value drawn; null where the bins have names. */
  range: z.tuple([z.number(), z.number()]).nullable(),
  names: z.array(z.string()),
  reference: z.array(share),
  current: z.array(share),
})
export type Histogram = z.infer<typeof Histogram>

/** What a signal shows now, against the reference. */
export const SignalReport = z.object({
  signal: SignalId,
  /** few: too little was measured on one side. queued: differs, but the queue chose what is looked at, so that it raises no alarm. */
  state: z.enum(['steady', 'drifted', 'queued', 'few']),
  /** Images with this signal on both sides. */
  reference: count,
  current: count,
  /** Medians of both; null where they are no numbers. */
  medians: z.object({ reference: z.number(), current: z.number() }).nullable(),
  test: z.enum(['ks', 'chi-square', 'permutation', 'mmd']),
  statistic: z.number(),
  /** How often chance alone brings a difference as large, alone and counted among all signals (Holm). */
  p: share,
  adjusted: share,
  /** How large the difference is, in the measure of its kind, and from which size on it counts: Wasserstein distance over the reference's deviation, Jensen-Shannon distance, and of vectors how well both sides can be told apart (2 AUC - 1). */
  size: z.number(),
  line: z.number(),
  /** Population stability index over 30 bins; null for vectors. */
  psi: z.number().nullable(),
  histogram: Histogram,
})
export type SignalReport = z.infer<typeof SignalReport>

/** Where images come from that are watched: the project's own, or those sent for predictions. */
export const WatchedSource = z.enum(['assets', 'served'])
export type WatchedSource = z.infer<typeof WatchedSource>

/** What was found in one window of images. */
export const DriftReport = z.object({
  source: WatchedSource,
  /** "snapshot 3", "what had come before v2" */
  against: z.string(),
  reference: count,
  current: count,
  /** Images since the last tested window: a full one is tested, alarms are raised and settled then. */
  untested: count,
  signals: z.array(SignalReport),
})
export type DriftReport = z.infer<typeof DriftReport>

/** A window that was tested: what each signal came to. */
export const Look = z.object({
  at: z.number(),
  version: z.number().int(),
  source: WatchedSource,
  sizes: z.array(z.object({ signal: SignalId, size: z.number(), adjusted: share, drifted: z.boolean() })),
})
export type Look = z.infer<typeof Look>

/** A share with its interval of 95 %; null where nothing was counted. */
export const Estimate = z.object({ value: share.nullable(), low: share.nullable(), high: share.nullable(), count })
export type Estimate = z.infer<typeof Estimate>

/** What people's corrections say of a model, over all labels or one. */
export const LiveQuality = z.object({
  /** Null: all labels. */
  label: z.string().nullable(),
  /** Suggestions taken as they were, corrected, and rejected; shapes drawn where nothing was suggested. */
  accepted: count,
  edited: count,
  rejected: count,
  missed: count,
  /** Of the decided suggestions, those that were right: same label, and an outline near the approved one. */
  precision: Estimate,
  /** Of the shapes that people left on the image, those that the model had suggested. */
  recall: Estimate,
  /** Mean IoU of what was suggested with what was approved, over right labels; null for whole images. */
  iou: z.number().nullable(),
  /** A person's seconds for a shape, as the log times them; null where nothing was timed. */
  seconds: z.number().nullable(),
})
export type LiveQuality = z.infer<typeof LiveQuality>

/** The watch over the stream of decided images: what is usual, what it is now, how far the alarm is. */
export const QualityWatch = z.object({
  signal: z.enum(['acceptance', 'findings']),
  usual: share.nullable(),
  now: share.nullable(),
  /** The detector's sum and the sum that alarms; null until enough was decided to know what is usual. */
  sum: z.number(),
  line: z.number().nullable(),
  state: z.enum(['learning', 'steady', 'dropped']),
})
export type QualityWatch = z.infer<typeof QualityWatch>

export const QualityReport = z.object({
  version: z.number().int(),
  /** Images that people decided on after this version had suggested on them. */
  decided: count,
  /** Of all of those, as the queue brought them. */
  all: z.array(LiveQuality),
  /** Of a slice drawn by lot in which everything is decided: stands for all that came; empty where it is too small. */
  byLot: z.array(LiveQuality),
  lotCount: count,
  watches: z.array(QualityWatch),
  /** Share accepted over stretches of decided images, oldest first. */
  trend: z.array(z.object({ at: z.number(), acceptance: share.nullable(), findings: share.nullable(), images: count })),
})
export type QualityReport = z.infer<typeof QualityReport>

/** An image that is unlike the reference, and in what. */
export const Drifter = z.object({ assetId: AssetId, signals: z.array(SignalId), waiting: z.boolean() })
export type Drifter = z.infer<typeof Drifter>

/** Everything the monitoring page draws. */
export const MonitoringReport = z.object({
  /** waiting: no champion yet, nothing to hold images against. off: switched off in the settings. */
  state: z.enum(['watching', 'waiting', 'off']),
  version: z.number().int().nullable(),
  lookedAt: z.number().nullable(),
  drift: z.array(DriftReport),
  drifters: z.array(Drifter),
  looks: z.array(Look),
  quality: QualityReport.nullable(),
  alerts: z.array(Alert),
})
export type MonitoringReport = z.infer<typeof MonitoringReport>
