import { HUMAN_SECONDS } from '#shared/human-cost.ts'

const QUARTERS = 4

/** Everything a simulated person does that takes time. */
export const ACTS = ['draw', 'accept', 'adjust', 'relabel', 'reject', 'look', 'classify'] as const
export type Act = (typeof ACTS)[number]

/** Seconds of each act: FACTS of the field, as the product itself counts them. */
const SECONDS: Readonly<Record<Act, number>> = {
  draw: HUMAN_SECONDS.draw,
  accept: HUMAN_SECONDS.decide,
  adjust: HUMAN_SECONDS.adjust,
  relabel: HUMAN_SECONDS.relabel,
  reject: HUMAN_SECONDS.decide,
  look: HUMAN_SECONDS.look,
  classify: HUMAN_SECONDS.classify,
}

/** Key presses and clicks of each act in the workbench: a box is its label's digit and two corners, an adjustment press and release. */
const CLICKS: Readonly<Record<Act, number>> = { draw: 3, accept: 1, adjust: 2, relabel: 1, reject: 1, look: 1, classify: 1 }

/** The acts that correcting a model adds; drawing, choosing a class and looking are there without a model too. */
const CORRECTIONS: readonly Act[] = ['accept', 'adjust', 'relabel', 'reject']

/** What was done so far, and what the same labels would have taken by hand. */
export interface Effort {
  readonly acts: Record<Act, number>
  /** Annotations that were adjusted, relabelled or both. */
  edited: number
  secondsWithoutModel: number
  clicksWithoutModel: number
}

export const noEffort = (): Effort => ({
  acts: { draw: 0, accept: 0, adjust: 0, relabel: 0, reject: 0, look: 0, classify: 0 },
  edited: 0,
  secondsWithoutModel: 0,
  clicksWithoutModel: 0,
})

/** A copy that later work does not change. */
export const copyOf = (effort: Effort): Effort => ({ ...effort, acts: { ...effort.acts } })

/** Seconds of a list of acts. */
export const secondsOf = (acts: readonly Act[]): number => acts.reduce((sum, act) => sum + SECONDS[act], 0)

/** Counts acts that were done to one annotation or asset. */
export function addActs(effort: Effort, acts: readonly Act[]): void {
  for (const act of acts) effort.acts[act]++
  if (acts.includes('adjust') || acts.includes('relabel')) effort.edited++
}

/** Adds what was done to one asset to the whole. */
export function addEffort(whole: Effort, part: Effort): void {
  for (const act of ACTS) whole.acts[act] += part.acts[act]
  whole.edited += part.edited
  whole.secondsWithoutModel += part.secondsWithoutModel
  whole.clicksWithoutModel += part.clicksWithoutModel
}

/** Counts an asset that a second person looked over: that is done without a model too. */
export function addLookByHand(effort: Effort): void {
  effort.secondsWithoutModel += SECONDS.look
  effort.clicksWithoutModel += CLICKS.look
}

/** Counts an asset whose labels are done: by hand each of its objects would have been drawn (or its class chosen), and the image looked over. */
export function addByHand(effort: Effort, objects: number, act: 'draw' | 'classify'): void {
  effort.secondsWithoutModel += objects * SECONDS[act]
  effort.clicksWithoutModel += objects * CLICKS[act]
  if (act === 'draw') addLookByHand(effort)
}

/** Seconds people worked; `correctionFactor` makes accepting, adjusting, relabelling and rejecting cheaper or dearer than measured. */
export function humanSeconds({ acts }: Effort, correctionFactor = 1): number {
  return ACTS.reduce((sum, act) => sum + acts[act] * SECONDS[act] * (CORRECTIONS.includes(act) ? correctionFactor : 1), 0)
}

/** The shares saved in each quarter of the hand work, in the order in which assets were put down. */
export function savedByQuarter(hands: readonly Effort[]): number[] {
  const whole = hands.reduce((sum, { secondsWithoutModel }) => sum + secondsWithoutModel, 0)
  const quarters = Array.from({ length: QUARTERS }, noEffort)
  let before = 0
  for (const hand of hands) {
    const at = Math.min(QUARTERS - 1, Math.floor((QUARTERS * before) / Math.max(1, whole)))
    addEffort(quarters[at] as Effort, hand)
    before += hand.secondsWithoutModel
  }
  return quarters.map((quarter) => savedShare(quarter))
}

/** Key presses and clicks. */
export const clicks = ({ acts }: Effort): number => ACTS.reduce((sum, act) => sum + acts[act] * CLICKS[act], 0)

/** The share of the hand work that was saved, below 0 where the model cost more than it gave. */
export function savedShare(effort: Effort, correctionFactor = 1): number {
  return effort.secondsWithoutModel === 0 ? 0 : 1 - humanSeconds(effort, correctionFactor) / effort.secondsWithoutModel
}
