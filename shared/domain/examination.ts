import { z } from 'zod'
import { Shape } from '../shapes/index.ts'
import { AssetStatus, Split } from './asset.ts'
import { AnnotationId, AssetId, ProjectId } from './ids.ts'

/**
 * How one claim of a model, or one label nobody claimed, fared at the scores from which it suggests. The kinds of mistakes are TIDE's (Bolya et al.
 * 2020, arXiv 2008.08115): the place right and the class wrong is a confusion, the class right and the place off is misplaced, an object found
 * twice a duplicate. `estimate` is a number given for an image, right or wrong by degrees.
 */
export const CaseKind = z.enum(['true-positive', 'false-positive', 'miss', 'confusion', 'misplaced', 'duplicate', 'estimate'])
export type CaseKind = z.infer<typeof CaseKind>

/** Why a label is likely to be wrong: nobody labelled what is there, nothing is there, another class is, or the outline is off. */
export const Suspect = z.enum(['unlabelled', 'groundless', 'swapped', 'off'])
export type Suspect = z.infer<typeof Suspect>

/** One case of a model on a split. */
export const Case = z.object({
  id: z.string(),
  split: Split,
  kind: CaseKind,
  assetId: AssetId,
  /** The label it is about; null where the model claimed what nobody labelled. */
  annotationId: AnnotationId.nullable(),
  label: z.string().nullable(),
  /** What the model called it; null where it claimed nothing. */
  predicted: z.string().nullable(),
  /** Pixels of the oriented image: what is true, and what the model said; null where there is none of it. */
  truth: Shape.nullable(),
  found: Shape.nullable(),
  /** Of the claim; of a miss the highest of a claim in that place that was too unsure to be shown, null without any. */
  score: z.number().nullable(),
  /** Agreement of the two shapes, 0 to 1; null without both. */
  overlap: z.number().nullable(),
  /** Of an estimate: how far it is from the truth, with its sign, in the unit of the values; null for others. */
  error: z.number().nullable(),
  /** How wrong it is, 1 for a sure mistake down to -1 for a sure hit: the order of the list. */
  worth: z.number(),
  /** How likely the label is the mistake and not the claim, 0 to 1, and why; null where nothing says so. */
  suspicion: z.number().nullable(),
  suspect: Suspect.nullable(),
})
export type Case = z.infer<typeof Case>

/** A case with what is needed to show it. */
export const ShownCase = Case.extend({
  asset: z.object({
    id: AssetId,
    name: z.string(),
    width: z.number().int(),
    height: z.number().int(),
    status: AssetStatus,
  }),
})
export type ShownCase = z.infer<typeof ShownCase>

const Interval = z.object({
  value: z.number().nullable(),
  /** 95 % interval by resampling images; null where it cannot be told. */
  low: z.number().nullable(),
  high: z.number().nullable(),
})
export type Interval = z.infer<typeof Interval>

const Point = z.tuple([z.number(), z.number(), z.number()])

/** The curves of one label, thinned to what a picture can show. */
export const LabelCurves = z.object({
  label: z.string(),
  /** Recall, precision and score of each point, from the highest score down. */
  precisionRecall: z.array(Point),
  averagePrecision: z.number().nullable(),
  /** Share of false claims, share of true claims and score; empty where nothing counts what is rightly not claimed, as of objects. */
  roc: z.array(Point),
  areaUnderRoc: z.number().nullable(),
})
export type LabelCurves = z.infer<typeof LabelCurves>

/** How far scores can be taken for probabilities. */
export const Calibration = z.object({
  bins: z.array(
    z.object({
      from: z.number(),
      to: z.number(),
      count: z.number().int(),
      meanScore: z.number().nullable(),
      precision: z.number().nullable(),
    }),
  ),
  /** Expected calibration error, 0 to 1. */
  error: z.number().nullable(),
  /** Brier score, 0 to 1. */
  brier: z.number().nullable(),
})
export type Calibration = z.infer<typeof Calibration>

/** By what a split is cut into parts. */
export const SliceBy = z.enum(['size', 'source', 'brightness', 'annotator', 'time'])
export type SliceBy = z.infer<typeof SliceBy>

/** The main figure on one part of the split. */
export const Slice = Interval.extend({
  by: SliceBy,
  /** A folder, a person, "small" …: a name of the data, or one of the words of `SliceBy`. */
  name: z.string(),
  images: z.number().int(),
  /** Labels in it. */
  labels: z.number().int(),
})
export type Slice = z.infer<typeof Slice>

/** What the figures say of one label, as facts that make a sentence. */
export const LabelAdvice = z.object({
  label: z.string(),
  /** Approved examples in the train split of its snapshot. */
  examples: z.number().int(),
  /** Labels of it in this split, and how many of them were found. */
  there: z.number().int(),
  found: z.number().int(),
  /** Its most frequent mistake, how often, and in how many of them the most common detail holds. */
  mistake: CaseKind.nullable(),
  times: z.number().int(),
  /** Of misses: how large most are. Of confusions: what it is taken for most. Null where no detail stands out. */
  detail: z.string().nullable(),
  detailTimes: z.number().int(),
  /** So many labels of the split are likely mistakes themselves. */
  suspects: z.number().int(),
  /** So many more examples would gain most, by what examples gained so far; null where nothing says so. */
  more: z.number().int().nullable(),
})
export type LabelAdvice = z.infer<typeof LabelAdvice>

/** A closer look at one model on one split. */
export const Examination = z.object({
  projectId: ProjectId,
  version: z.number().int().positive(),
  split: Split,
  snapshotNumber: z.number().int(),
  images: z.number().int(),
  examinedAt: z.number(),
  /** Every headline figure by the name it has in the evaluation, the main one first. */
  figures: z.array(Interval.extend({ name: z.string() })),
  /** The label's figure that the gate compares, with how it does at the score from which it is shown. */
  perLabel: z.array(
    Interval.extend({
      label: z.string(),
      count: z.number().int(),
      threshold: z.number().nullable(),
      precision: z.number().nullable(),
      recall: z.number().nullable(),
    }),
  ),
  /** How many cases there are of each kind. */
  kinds: z.partialRecord(CaseKind, z.number().int()),
  /** How many labels are likely mistakes. */
  suspects: z.number().int(),
  /** Labels that are mixed up: rows are the truth, columns what was claimed; the last row and column stand for nothing. Null for numbers. */
  confusion: z.object({ labels: z.array(z.string()), counts: z.array(z.array(z.number().int())) }).nullable(),
  curves: z.array(LabelCurves),
  calibration: Calibration.nullable(),
  slices: z.array(Slice),
  advice: z.array(LabelAdvice),
})
export type Examination = z.infer<typeof Examination>
