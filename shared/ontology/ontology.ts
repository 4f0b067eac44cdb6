import { z } from 'zod'
import { SHAPE_KINDS } from '../shapes/index.ts'

/** #rrggbb */
export const LabelColor = z.string().regex(/^#[0-9a-f]{6}$/i)
export const LabelName = z.string().trim().min(1).max(200)

/** What is asked about every annotation of a label. */
export const AttributeDefinition = z.discriminatedUnion('type', [
  z.object({
    ...attributeBase(),
    type: z.literal('choice'),
    choices: z.array(z.string().trim().min(1).max(200)).min(1).max(500),
  }),
  z.object({ ...attributeBase(), type: z.literal('text') }),
  z.object({ ...attributeBase(), type: z.literal('number'), least: z.number().nullable(), most: z.number().nullable() }),
  z.object({ ...attributeBase(), type: z.literal('boolean') }),
])
export type AttributeDefinition = z.infer<typeof AttributeDefinition>

function attributeBase() {
  return {
    name: z.string().trim().min(1).max(100),
    /** An asset is not submitted while one of its annotations lacks it. */
    required: z.boolean(),
    /** What a new annotation starts with; null for nothing. */
    initial: z.union([z.string().max(2000), z.number(), z.boolean()]).nullable(),
  }
}

/** The keypoints of a label in their order, and which are joined by a line (by place, from 0). */
export const SkeletonTemplate = z.object({
  keypoints: z.array(z.string().trim().min(1).max(100)).min(1).max(200),
  edges: z.array(z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()])).max(1000),
  /** Where each keypoint lies in a fresh skeleton, as shares of the drawn box: x, y, x, y … */
  places: z.array(z.number().min(0).max(1)),
})
export type SkeletonTemplate = z.infer<typeof SkeletonTemplate>

/** One label people and models may give. A retired one stays readable, and no save fails because of it. */
export const Label = z.object({
  name: LabelName,
  color: LabelColor,
  /** The digit that selects it in the workbench. */
  key: z
    .string()
    .regex(/^[0-9]$/)
    .nullable(),
  /** Fewest approved annotations before a training starts. */
  floor: z.number().int().nonnegative(),
  /** How much of its average precision a challenger may lose, 0 to 1. */
  margin: z.number().min(0).max(1),
  retired: z.boolean(),
  /** The label it is a kind of; null at the top. */
  parent: LabelName.nullable().default(null),
  /** What it is drawn with; null: with any tool. */
  shape: z.enum(SHAPE_KINDS).nullable().default(null),
  attributes: z.array(AttributeDefinition).max(100).default([]),
  skeleton: SkeletonTemplate.nullable().default(null),
  /** Names it had: a change that still says one of them means this label. */
  formerNames: z.array(LabelName).max(100).default([]),
})
export type Label = z.infer<typeof Label>

export const Ontology = z.object({
  version: z.number().int().positive(),
  labels: z.array(Label).max(5000),
  /** Labels that were taken out unused: what somebody gave meanwhile, offline, still finds its label. */
  removed: z.array(Label).exactOptional(),
})
export type Ontology = z.infer<typeof Ontology>

const DEFAULT_FLOOR = 5
const DEFAULT_MARGIN = 0.05

// Distinguishable for colour-blind eyes on light and dark images: the qualitative "bright" and "vibrant" schemes of
// Paul Tol's technical note SRON/EPS/TN/09-002, reordered so that neighbours differ most.
const PALETTE = ['#ee6677', '#4477aa', '#ccbb44', '#66ccee', '#aa3377', '#228833', '#ee7733', '#33bbee', '#cc3311', '#009988']

/** The colour of the n-th label. */
const paletteColor = (index: number): string => PALETTE[index % PALETTE.length] ?? '#bbbbbb'

// The order of the keyboard's row.
const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0']

/** The first version of an ontology with these label names, in this order. */
export const newOntology = (names: readonly string[]): Ontology => ({ version: 1, labels: append([], [...new Set(names)]) })

/** The next version, with the names that are not in it yet added at the end; the same object where there are none. */
export function withLabels(ontology: Ontology, names: readonly string[]): Ontology {
  const known = new Set(ontology.labels.flatMap((label) => [label.name, ...label.formerNames]))
  const fresh = [...new Set(names)].filter((name) => !known.has(name))
  if (fresh.length === 0) return ontology
  return { ...ontology, version: ontology.version + 1, labels: append(ontology.labels, fresh) }
}

/** A label with the defaults of its place behind the others: the next colour, and a digit that is still free. */
export const newLabel = (name: string, others: readonly Label[]): Label => append(others, [name]).at(-1) as Label

// A label named by a digit gets that digit; the others share what is left.
function append(labels: readonly Label[], names: readonly string[]): Label[] {
  const taken = new Set(labels.filter((label) => !label.retired).map((label) => label.key))
  const own = names.filter((name) => DIGITS.includes(name) && !taken.has(name))
  const free = DIGITS.filter((digit) => !taken.has(digit) && !own.includes(digit))
  const added = names.map((name, index) => ({
    name,
    color: paletteColor(labels.length + index),
    key: own.includes(name) ? name : (free.shift() ?? null),
    floor: DEFAULT_FLOOR,
    margin: DEFAULT_MARGIN,
    retired: false,
    parent: null,
    shape: null,
    attributes: [],
    skeleton: null,
    formerNames: [],
  }))
  return [...labels, ...added]
}

/** The labels a person can give now. */
export const activeLabels = (ontology: Ontology): Label[] => ontology.labels.filter((label) => !label.retired)
