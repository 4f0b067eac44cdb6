import { describe, expect, test } from 'vitest'
import { errorOf } from '../../client/api-error.ts'

const answer = (body: unknown, status: number) =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  })

describe('an answer that failed', () => {
  test('carries its code and its sentence', async () => {
    const error = await errorOf(
      answer({ type: 'about:blank', title: 'Conflict', status: 409, detail: 'A run is pending', code: 'conflict' }, 409),
    )
    expect([error.code, error.message]).toEqual(['conflict', 'A run is pending'])
  })

  test('is internal where its code is unknown', async () => {
    expect((await errorOf(answer({ title: 'Odd', code: 'odd' }, 500))).code).toBe('internal')
  })

  test('is an unreachable server where something between answered with a page', async () => {
    expect(await errorOf(answer('<html>Bad gateway</html>', 502))).toMatchObject({ code: 'unavailable' })
  })
})
