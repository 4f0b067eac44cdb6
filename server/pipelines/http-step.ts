import type { Run } from '#shared/domain/training.ts'
import { HttpParameters } from '#shared/pipeline/step-kinds.ts'
import { guardedFetch } from '../egress.ts'
import { invalid } from '../errors.ts'
import { signatureOf } from '../signature.ts'
import type { StepAct } from './execute.ts'
import { readOwnVerdict } from './own-verdict.ts'

const LARGEST_ANSWER_BYTES = 1_000_000
const LONGEST_CALL_MS = 10 * 60_000

/**
 * Posts what came before to an address, signed as webhooks are; an answer with a status of 200 to 299 is kept as its output. The header
 * `Idempotency-Key` is the same at every attempt.
 */
export function httpStep(run: Run, { secret, allowPrivate }: { secret(): Promise<string>; allowPrivate: boolean }): StepAct {
  return {
    async run({ context, step, inputs, key, log }) {
      const { url, gives } = HttpParameters.parse(step.with)
      const body = JSON.stringify({
        key,
        at: Date.now(),
        project: run.projectId,
        run: { id: run.id, number: run.number },
        step: step.id,
        inputs,
      })
      const began = performance.now()
      const answer = await guardedFetch(
        url,
        {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'idempotency-key': key,
            'x-labelloop-signature': signatureOf(await secret(), body),
          },
          body,
          signal: context.signal,
        },
        { allowPrivate, timeoutMs: LONGEST_CALL_MS, largestBytes: LARGEST_ANSWER_BYTES },
      )
      await log(`POST ${url}: ${answer.status} after ${Math.round(performance.now() - began)} ms`)
      const text = await answer.text()
      if (!answer.ok) throw invalid(`Expected ${url} to answer with 200 to 299, got ${answer.status}: ${text.slice(0, 200)}`)
      const given = readJson(text)
      return gives === 'verdict' ? readOwnVerdict(step.id, given) : given
    },
  }
}

// An answer that is not JSON is kept as it is.
function readJson(text: string): unknown {
  try {
    return text.trim() === '' ? null : JSON.parse(text)
  } catch {
    return text
  }
}
