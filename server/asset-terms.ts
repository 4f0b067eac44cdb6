import { ANY_FINDING, type FindingAsked } from '#shared/asset-query/fields.ts'
import { NO_ACTS } from './asset-acts.ts'
import type { AssetRow } from './store/collections.ts'

/**
 * Under which short texts an image is found, so that one index (project, term, place in import order) serves every question and gives its
 * answers in order. Numbers are found by ranges of bins on coarser and coarser levels, as tries of numbers are (Lucene's numeric fields);
 * names by their trigrams (Cox, "Regular Expression Matching with a Trigram Index", 2012). What a term says is always checked on the row.
 */
export interface Scale {
  /** Short, and unlike any other. */
  readonly key: string
  /** The bin of a value; it never falls where the value grows. */
  readonly bin: (value: number) => number
  readonly lastBin: number
  /** How many levels of bins there are, each sixteen times as coarse. */
  readonly levels: number
}

/** Bins of a level that are one of the next. */
const BRANCHING = 16
const MS_PER_DAY = 86_400_000
const GRAM = 3
/** Bins per doubling: whole numbers up to 22 have a bin each. */
const BINS_PER_DOUBLING = 16
const BIGGEST = 2 ** 48
const FINE = 256

const clamped = (value: number, most: number) => Math.max(0, Math.min(most, Math.floor(value)))
const linear = (key: string, from: number, to: number): Scale => ({
  key,
  bin: (value) => clamped(((value - from) / (to - from)) * FINE, FINE),
  lastBin: FINE,
  levels: 2,
})
const lastDoubling = BINS_PER_DOUBLING * Math.log2(BIGGEST)
const growing = (key: string): Scale => ({
  key,
  bin: (value) => clamped(BINS_PER_DOUBLING * Math.log2(1 + Math.max(0, value)), lastDoubling),
  lastBin: lastDoubling,
  levels: 2,
})
/** Up to the year 2149. */
const LAST_DAY = 2 ** 16
const daily = (key: string): Scale => ({ key, bin: (at) => clamped(at / MS_PER_DAY, LAST_DAY), lastBin: LAST_DAY, levels: 3 })

/** How each number of an image is binned. */
export const SCALES = {
  score: linear('s', 0, 1),
  labels: growing('n'),
  suggestions: growing('u'),
  drafts: growing('d'),
  width: growing('w'),
  height: growing('h'),
  bytes: growing('b'),
  brightness: linear('B', 0, 1),
  contrast: linear('C', 0, 0.5),
  sharpness: linear('S', -3, 5),
  colour: linear('K', 0, 1),
  warmth: linear('W', -1, 1),
  imported: daily('i'),
  changed: daily('c'),
  approved: daily('a'),
} as const satisfies Record<string, Scale>

/** How the number of a label's approved annotations is binned. */
export const countScale = (label: string): Scale => growing(`#${label}#`)

/** What is less than a thousandth of one has the bin of zero. */
const STEPS_OF_ONE = 1000
const BINS_OF_A_SIDE = Math.floor(BINS_PER_DOUBLING * Math.log2(BIGGEST * STEPS_OF_ONE))

/** How a number of the metadata is binned: any size, below zero as above it. */
export const metaScale = (name: string): Scale => ({
  key: `m${name}=`,
  bin: (value) => {
    const size = clamped(BINS_PER_DOUBLING * Math.log2(1 + Math.abs(value) * STEPS_OF_ONE), BINS_OF_A_SIDE)
    return BINS_OF_A_SIDE + (value < 0 ? -size : size)
  },
  lastBin: 2 * BINS_OF_A_SIDE,
  levels: 3,
})

/** The terms that say a value: one per level. */
export function termsAt({ key, bin, levels }: Scale, value: number | null | undefined): string[] {
  if (value === null || value === undefined) return []
  const fine = bin(value)
  return Array.from({ length: levels }, (_, level) => termOf(key, Math.floor(fine / BRANCHING ** level), level))
}

/** The fewest terms that together say every bin from the value `least` to the value `most`; at most about sixty, and for days a hundred. */
export function termsBetween({ key, bin, levels, lastBin }: Scale, least: number, most: number): string[] {
  const terms: string[] = []
  let [from, to] = [bin(least), Math.min(lastBin, bin(most))]
  for (let level = 0; from <= to; level++) {
    const isCoarsest = level === levels - 1
    for (; from <= to && (isCoarsest || from % BRANCHING !== 0); from++) terms.push(termOf(key, from, level))
    for (; from <= to && (to + 1) % BRANCHING !== 0; to--) terms.push(termOf(key, to, level))
    from = Math.floor(from / BRANCHING)
    to = Math.floor((to + 1) / BRANCHING) - 1
  }
  return terms
}

const termOf = (key: string, bin: number, level: number): string => `${key}${'/'.repeat(level + 1)}${bin}`

export const labelTerm = (label: string): string => `L${label}`
export const personTerm = (userId: string): string => `P${userId}`
export const approverTerm = (userId: string): string => `A${userId}`
export const formatTerm = (format: string): string => `F${format.toLowerCase()}`
export const findingTerm = (rule: FindingAsked): string => `Q${rule}`
export const metaTerm = (key: string, value: string | number): string => `M${key}=${String(value).toLowerCase()}`

/** Every three letters that follow each other, each once, in lower case. */
export function gramsOf(text: string): string[] {
  const letters = [...text.toLowerCase()]
  return [...new Set(letters.slice(GRAM - 1).map((_, at) => letters.slice(at, at + GRAM).join('')))]
}

/** Grows when terms are made another way. */
export const MAKING = 2

type Findable = Parameters<typeof imageTerms>[0] & Pick<AssetRow, 'name' | 'counts'>

/** What an image is found by that nobody has done anything to. */
export function freshTerms(row: Findable) {
  const work = { ...NO_ACTS, labels: 0, leastScore: null }
  return { work, terms: termsOf(row, work), termed: MAKING } satisfies Partial<AssetRow>
}

/** All that an image is found by. */
export const termsOf = (row: Findable, work: NonNullable<AssetRow['work']>): NonNullable<AssetRow['terms']> => ({
  name: nameTerms(row.name),
  work: workTerms(row.counts, work),
  image: imageTerms(row),
})

/** The words of a name: letters and digits that nothing interrupts. */
const WORD = /[\p{L}\p{N}]+/gu
const wordTerm = (word: string): string => `=${word.toLowerCase()}`

/** What an image is found by on account of its name. */
const nameTerms = (name: string): string[] => [...new Set([...gramsOf(name), ...(name.match(WORD) ?? []).map(wordTerm)])]

/** The words of a part of a name that are whole in every name with that part: something else stands before and after them. */
export const wholeWords = (part: string): string[] =>
  [...part.matchAll(WORD)]
    .filter(({ 0: word, index }) => index > 0 && index + word.length < part.length)
    .map(([word]) => wordTerm(word))

/** What an image is found by on account of what its log says. */
export function workTerms(counts: AssetRow['counts'], work: NonNullable<AssetRow['work']>): string[] {
  const labels = Object.entries(counts.approved).filter(([, count]) => count > 0)
  return [
    ...labels.flatMap(([label, count]) => [labelTerm(label), ...termsAt(countScale(label), count)]),
    ...termsAt(SCALES.labels, work.labels),
    ...termsAt(SCALES.suggestions, counts.suggested),
    ...termsAt(SCALES.drafts, counts.draft),
    ...termsAt(SCALES.score, work.leastScore),
    ...termsAt(SCALES.changed, work.changedAt),
    ...termsAt(SCALES.approved, work.approvedAt),
    ...work.people.map(personTerm),
    ...(work.approvedBy === null ? [] : [approverTerm(work.approvedBy)]),
  ]
}

/** What an image is found by on account of its file, of what was measured of it, of what rules found, and of what else is known of it. */
export function imageTerms({
  width,
  height,
  bytes,
  format,
  createdAt,
  measured,
  meta,
  found = [],
}: Pick<AssetRow, 'width' | 'height' | 'bytes' | 'format' | 'createdAt' | 'measured' | 'meta' | 'found'>): string[] {
  return [
    ...termsAt(SCALES.width, width),
    ...termsAt(SCALES.height, height),
    ...termsAt(SCALES.bytes, bytes),
    ...termsAt(SCALES.imported, createdAt),
    formatTerm(format),
    ...(measured ? MEASURED.flatMap((field) => termsAt(SCALES[field], measured[field])) : []),
    ...(found.length > 0 ? [findingTerm(ANY_FINDING), ...found.map(findingTerm)] : []),
    ...Object.entries(meta ?? {}).flatMap(([name, value]) => [
      metaTerm(name, value),
      ...(typeof value === 'number' ? termsAt(metaScale(name), value) : []),
    ]),
  ]
}

const MEASURED = ['brightness', 'contrast', 'sharpness', 'colour', 'warmth'] as const
