import { parseDocument, stringify } from 'yaml'
import { z } from 'zod'
import { PipelineStep, PipelineSteps } from '#shared/domain/pipeline.ts'
import type { PipelineProblem } from '#shared/pipeline/graph.ts'

const Written = z.strictObject({ steps: PipelineSteps })

/** Steps as YAML: what is as it is by default is left out. */
export function writePipeline(steps: readonly PipelineStep[]): string {
  return stringify({ steps: steps.map(withoutDefaults) }, { lineWidth: 120 })
}

/** Reads YAML that a person wrote; every problem names its line. */
export function readPipeline(text: string): { steps: PipelineStep[] } | { problems: PipelineProblem[] } {
  const document = parseDocument(text, { maxAliasCount: 20 } as Parameters<typeof parseDocument>[1])
  const [broken] = document.errors
  if (broken) return { problems: [{ step: null, sentence: broken.message }] }
  const parsed = Written.safeParse(document.toJS({ maxAliasCount: 20 }))
  if (parsed.success) return { steps: parsed.data.steps }
  const issues = parsed.error.issues.map(({ path, message }) => {
    const range = (document.getIn(path as (string | number)[], true) as { range?: [number] } | undefined)?.range
    const line = range ? `line ${text.slice(0, range[0]).split('\n').length}, ` : ''
    return { step: null, sentence: `${line}${path.join('.') || 'the document'}: ${message}` }
  })
  return { problems: issues }
}

function withoutDefaults(step: PipelineStep): Partial<PipelineStep> {
  const usual = PipelineStep.parse({ id: step.id, uses: step.uses })
  const said = Object.entries(step).filter(
    ([name, value]) =>
      name === 'id' || name === 'uses' || JSON.stringify(value) !== JSON.stringify(usual[name as keyof PipelineStep]),
  )
  return Object.fromEntries(said)
}
