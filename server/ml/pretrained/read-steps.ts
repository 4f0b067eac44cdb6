import type { BodyDraft } from './body-draft.ts'
import { ModelUnreadable, whyUnreadable } from './unreadable.ts'

/** One step of a published network, by name, and the names of what it works on. */
export interface PublishedStep {
  readonly name: string
  readonly inputs: readonly string[]
}

/**
 * Reads steps in their order, as far as convolutions go. What cannot be read ends the body where nothing but an answer follows; where a
 * convolution comes after it, `ModelUnreadable` names it. The reasons why it ended, in words.
 */
export function readSteps<Step extends PublishedStep>(
  steps: readonly Step[],
  { isConvolution, read }: { isConvolution(step: Step): boolean; read(step: Step): void },
): string[] {
  const ended = new Map<string, string>()
  for (const step of steps) {
    const reason = step.inputs.flatMap((name) => ended.get(name) ?? [])[0] ?? whyUnreadable(step.name, () => read(step))
    if (reason === null) continue
    if (isConvolution(step)) throw new ModelUnreadable(`the convolution ${step.name} depends on what cannot be read: ${reason}`)
    ended.set(step.name, reason)
  }
  return [...new Set(ended.values())]
}

/** Whether a map has one user, and so have all that it is another name of. */
export function onlyUses(steps: readonly PublishedStep[], draft: BodyDraft): (name: string) => boolean {
  const uses = new Map<string, number>()
  for (const name of steps.flatMap(({ inputs }) => inputs)) uses.set(name, (uses.get(name) ?? 0) + 1)
  const sources = new Map(steps.map(({ name, inputs }) => [name, inputs[0]]))
  const isOnly = (name: string): boolean => {
    const source = sources.get(name)
    const isAlias = source !== undefined && draft.has(source) && draft.isSame(name, source)
    return (uses.get(name) ?? 0) <= 1 && (!isAlias || isOnly(source))
  }
  return isOnly
}
