import { z } from 'zod'

export const LabelName = z.string().trim().min(1).max(200)

/** One label people and models may give. A retired one stays readable, and no save fails because of it. */
export const Label = z.object({
  name: LabelName,
  /** #rrggbb */
  color: z.string().regex(/^#[0-9a-f]{6}$/i),
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
})
export type Label = z.infer<typeof Label>

export const Ontology = z.object({
  version: z.number().int().positive(),
  labels: z.array(Label).max(5000),
})
export type Ontology = z.infer<typeof Ontology>

const DEFAULT_FLOOR = 5
const DEFAULT_MARGIN = 0.05

// Distinguishable for colour-blind eyes on light and dark images: the qualitative "bright" and "vibrant" schemes of
// Paul Tol's technical note SRON/EPS/TN/09-002, reordered so that neighbours differ most.
const PALETTE = ['#ee6677', '#4477aa', '#ccbb44', '#66ccee', '#aa3377', '#228833', '#ee7733', '#33bbee', '#cc3311', '#009988']

/** The colour of the n-th label. */
export const paletteColor = (index: number): string => PALETTE[index % PALETTE.length] ?? '#bbbbbb'

// The order of the keyboard's row.
const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0']

/** The first version of an ontology with these label names, in this order. */
export const newOntology = (names: readonly string[]): Ontology => ({ version: 1, labels: append([], [...new Set(names)]) })

/** The next version, with the names that are not in it yet added at the end; the same object where there are none. */
export function withLabels(ontology: Ontology, names: readonly string[]): Ontology {
  const known = new Set(ontology.labels.map((label) => label.name))
  const fresh = [...new Set(names)].filter((name) => !known.has(name))
  if (fresh.length === 0) return ontology
  return { version: ontology.version + 1, labels: append(ontology.labels, fresh) }
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
  }))
  return [...labels, ...added]
}

/** The labels a person can give now. */
export const activeLabels = (ontology: Ontology): Label[] => ontology.labels.filter((label) => !label.retired)
