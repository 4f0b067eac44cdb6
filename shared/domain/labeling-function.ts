import { z } from 'zod'
import { LabelName } from '../ontology.ts'
import { AnnotationId, AssetId, ProjectId, UserId } from './ids.ts'

const share = z.number().min(0).max(1)

/** Lines of a table; more belong into an import. */
const MOST_ROWS = 20_000
const LONGEST_RULES = 20_000

export const FunctionName = z.string().trim().min(1).max(80)

/** Which part of an image's path or kind a table is looked up by: "a/b/cat_1.png" has the folder "a/b" and the stem "cat_1". */
export const TableKey = z.enum(['name', 'stem', 'folder', 'format'])
export type TableKey = z.infer<typeof TableKey>

/** Where a labeling function's votes come from. */
export const FunctionSource = z.discriminatedUnion('type', [
  /** One rule a line, as shared/labeling-rules reads them; the first that holds speaks. */
  z.object({ type: z.literal('rules'), text: z.string().min(1).max(LONGEST_RULES) }),
  /** A version of the project's models; says nothing below the score. */
  z.object({ type: z.literal('model'), version: z.number().int().positive(), least: share.default(0.5) }),
  /** What images are called, and the label that goes with it. */
  z.object({
    type: z.literal('table'),
    by: TableKey,
    rows: z
      .array(z.tuple([z.string().min(1).max(500), LabelName]))
      .min(1)
      .max(MOST_ROWS),
  }),
  /** The label whose present or former name stands in the image's path as a word of its own. */
  z.object({ type: z.literal('names') }),
  /** A program somewhere else that is sent images and answers with labels. */
  z.object({ type: z.literal('http'), url: z.url().max(2000), sendsImages: z.boolean().default(false) }),
  /** What was approved when this snapshot was taken. */
  z.object({ type: z.literal('labels'), snapshot: z.number().int().positive() }),
])
export type FunctionSource = z.infer<typeof FunctionSource>

/** One version of a labeling function: never changed, the newest of its name counts. */
export const LabelingFunction = z.object({
  projectId: ProjectId,
  name: FunctionName,
  version: z.number().int().positive(),
  /** off: its votes do not count. removed: no longer listed. */
  state: z.enum(['on', 'off', 'removed']),
  source: FunctionSource,
  changedBy: UserId.nullable(),
  changedAt: z.number(),
})
export type LabelingFunction = z.infer<typeof LabelingFunction>

/** What a function says: that an image (`on` null) or a proposed shape has this label, or has it not (of a shape: that there is no such thing). */
export const Vote = z.object({ on: AnnotationId.nullable(), label: LabelName, against: z.boolean() })
export type Vote = z.infer<typeof Vote>

export const LABEL_MODELS = {
  majority: { title: 'Majority vote', sentence: 'Every vote counts the same.' },
  'dawid-skene': {
    title: 'Dawid and Skene',
    sentence: 'Learns for every function which labels it mistakes for which, from how the votes agree and from what is approved.',
  },
  generative: {
    title: 'Generative',
    sentence:
      'Learns for every function how often it votes and how often it is right, from how the votes agree and from what is approved.',
  },
} as const
export const LabelModelId = z.enum(['majority', 'dawid-skene', 'generative'])
export type LabelModelId = z.infer<typeof LabelModelId>

/** An estimated share with its 95 % interval (Wilson 1927). */
export const ShareEstimate = z.object({ value: share, low: share, high: share })
export type ShareEstimate = z.infer<typeof ShareEstimate>

/** A line of the table of functions, after Snorkel's analysis: shares are of all items. */
export const FunctionFigures = z.object({
  name: FunctionName,
  version: z.number().int().positive(),
  /** The labels that it names at all; "not X" and "reject" among them. */
  polarity: z.array(z.string()),
  coverage: share,
  overlaps: share,
  conflicts: share,
  /** Against approved labels, where there are any. */
  correct: z.number().int(),
  incorrect: z.number().int(),
  accuracy: ShareEstimate.nullable(),
  /** How often it is right, as the label model believes; null where it never votes. */
  believed: share.nullable(),
  /** Why it could not vote; null where it could. */
  failure: z.string().nullable(),
})
export type FunctionFigures = z.infer<typeof FunctionFigures>

/** votes: where it says something. conflicts: where another function says otherwise. wrong: where people have decided otherwise. */
export const FunctionCaseKind = z.enum(['votes', 'conflicts', 'wrong'])
export type FunctionCaseKind = z.infer<typeof FunctionCaseKind>

/** An image, or a shape on it, with what a function and the others say of it. */
export const FunctionCase = z.object({
  assetId: AssetId,
  image: z.string(),
  on: AnnotationId.nullable(),
  says: z.string(),
  others: z.array(z.object({ name: z.string(), says: z.string() })),
  /** What people have decided; null where they have not. */
  truth: z.string().nullable(),
})
export type FunctionCase = z.infer<typeof FunctionCase>

/** How a label model fares on what people have approved. */
export const ModelFigures = z.object({
  model: LabelModelId,
  correct: z.number().int(),
  judged: z.number().int(),
  accuracy: ShareEstimate.nullable(),
})
export type ModelFigures = z.infer<typeof ModelFigures>

/** One application of all functions, and what a label model made of their votes. */
export const Supervision = z.object({
  projectId: ProjectId,
  version: z.number().int().positive(),
  model: LabelModelId,
  at: z.number(),
  /** What was voted on (images, an image's tags or proposed shapes), and how many of them got a vote. */
  items: z.number().int(),
  voted: z.number().int(),
  functions: z.array(FunctionFigures),
  models: z.array(ModelFigures),
  balance: z.array(z.object({ label: z.string(), share })),
  /** Suggestions written; null where none were asked for. */
  suggestions: z.number().int().nullable(),
})
export type Supervision = z.infer<typeof Supervision>
