import type { PipelineStep } from '#shared/domain/pipeline.ts'

type Parameters = PipelineStep['with']

/** Parameters as lines: "epochs: 40". */
export const parameterText = (parameters: Parameters): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')

/** Reads lines of "name: value"; numbers and true or false are what they look like. The first line that is none is returned instead. */
export function readParameters(text: string): { readonly parameters: Parameters } | { readonly unread: string } {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const unread = lines.find((line) => line.slice(0, line.indexOf(':') + 1).trim().length < 2)
  if (unread !== undefined) return { unread: unread.trim() }
  const pairs = lines.map((line) => {
    const at = line.indexOf(':')
    return [line.slice(0, at).trim(), readValue(line.slice(at + 1).trim())] as const
  })
  return { parameters: Object.fromEntries(pairs) }
}

function readValue(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}
