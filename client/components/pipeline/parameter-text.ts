import type { PipelineStep } from '#shared/domain/pipeline.ts'

type Parameters = PipelineStep['with']

/** Parameters as lines: "epochs: 40". */
export const parameterText = (parameters: Parameters): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')

/** Reads lines of "name: value"; numbers and true or false are what they look like, lines without a colon are left out. */
export function readParameters(text: string): Parameters {
  const pairs = text.split('\n').flatMap((line) => {
    const at = line.indexOf(':')
    return at < 1 ? [] : [[line.slice(0, at).trim(), readValue(line.slice(at + 1).trim())] as const]
  })
  return Object.fromEntries(pairs)
}

function readValue(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}
