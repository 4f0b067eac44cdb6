import { toPolygon } from '#shared/shapes/convert.ts'
import type { Mask, Shape } from '#shared/shapes/index.ts'
import { simplified } from '#shared/shapes/simplify.ts'
import { t } from '../../../i18n.ts'
import { type Prompt, SmartError } from '../../../smart/questions.ts'
import type { ToolContext } from '../tool.ts'

/** What can be found by pointing at it: questions whose answer is a mask. */
type MaskQuestion = 'cutOut' | 'region' | 'wand'

const NOTHING = t('Nothing stands out there: draw a box around it, or add a stroke.')
export type Proposal = ReturnType<typeof createProposal>

/**
 * What the worker found last, shown until it is taken or dropped. Only the newest question counts; taking waits for its answer. `next` says
 * what can be done with what was found.
 */
export function createProposal(context: ToolContext, next: string) {
  let found: Mask | null = null
  let asking: AbortController | null = null
  let isTaken = false

  function take() {
    context.preview(null)
    const shapes = found ? resultsOf(context, found) : []
    const [only] = shapes
    if (!only) return context.hint(NOTHING)
    context.hint(null)
    if (shapes.length === 1) context.create(only)
    else context.replace({ create: shapes.map((shape) => ({ like: null, shape })) })
  }

  function drop() {
    asking?.abort()
    asking = null
    context.preview(null)
    context.hint(null)
  }

  return {
    found: () => found,
    ask<K extends MaskQuestion>(question: K, prompt: Prompt<K>) {
      asking?.abort()
      const control = new AbortController()
      asking = control
      context.smart.ask(question, prompt, control.signal).then(
        (answer) => {
          if (asking !== control) return
          asking = null
          found = answer
          if (isTaken) return take()
          context.preview(found)
          context.hint(found ? next : NOTHING)
        },
        (error: unknown) => {
          if (asking !== control) return
          asking = null
          context.hint(sentenceOf(error))
        },
      )
    },
    /** Shows it again, after something else was shown. */
    show: () => context.preview(found),
    /** Makes it an annotation, as soon as the last answer is there. */
    accept() {
      isTaken = true
      if (!asking) take()
    },
    drop,
  }
}

/** Why there is no answer; anything that was not expected is thrown on. */
export function sentenceOf(error: unknown): string {
  if (error instanceof SmartError) return error.message
  throw error
}

function resultsOf(context: ToolContext, mask: Mask): Shape[] {
  const { smartResult, simplifyTolerance } = context.settings()
  return smartResult === 'mask' ? [mask] : toPolygon(mask).map((polygon) => simplified(polygon, simplifyTolerance))
}
