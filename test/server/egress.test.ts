import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { EgressError, type EgressLimits, guardedFetch } from '#server/egress.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

const lookup = vi.hoisted(() => vi.fn())
vi.mock('node:dns/promises', () => ({ lookup }))

const PUBLIC_ONLY: EgressLimits = { allowPrivate: false, timeoutMs: 5000, largestBytes: 1000 }
const ALL: EgressLimits = { ...PUBLIC_ONLY, allowPrivate: true }

const failure = async (work: Promise<unknown>): Promise<EgressError> => {
  const error = await work.catch((thrown: unknown) => thrown)
  if (!(error instanceof EgressError)) throw new Error(`Expected an EgressError, got ${String(error)}`)
  return error
}

describe('an address that a person typed', () => {
  let receiver: Receiver
  beforeEach(async () => {
    lookup.mockReset()
    receiver = await startReceiver()
  })
  afterEach(() => receiver.close())
  const port = () => new URL(receiver.url).port

  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://0x7f000001/',
    'http://2130706433/',
    'http://0.0.0.0/',
    'http://10.1.2.3/',
    'http://172.31.0.1/',
    'http://192.168.1.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://100.64.0.1/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[fe80::1]/',
    'http://[fd00::1]/',
  ])('%s is refused before anything is sent', async (address) => {
    expect(await failure(guardedFetch(address, {}, PUBLIC_ONLY))).toMatchObject({ reason: 'refused', code: 'invalid' })
    expect(lookup).not.toHaveBeenCalled()
  })

  it.each([
    ['ftp://example.org/', 'http or https'],
    ['file:///etc/passwd', 'http or https'],
    ['https://me:secret@example.org/', 'in a header'],
    ['not an address', 'an address such as'],
  ])('%s is refused: %s', async (address, why) => {
    expect((await failure(guardedFetch(address, {}, ALL))).message).toContain(why)
  })

  it('is refused where any address of its name is private', async () => {
    lookup.mockResolvedValue([
      { address: '93.184.216.34', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ])
    const { reason, message } = await failure(guardedFetch(`http://inside.test:${port()}/`, {}, PUBLIC_ONLY))
    expect([reason, message]).toEqual(['refused', expect.stringContaining('LABELLOOP_EGRESS=private')])
    expect(receiver.received).toEqual([])
  })

  it('is resolved once, and the connection goes where that said, whatever the name says later', async () => {
    lookup.mockResolvedValueOnce([{ address: '127.0.0.1', family: 4 }]).mockRejectedValue(new Error('asked twice'))
    const response = await guardedFetch(`http://somewhere.test:${port()}/hook`, { method: 'POST', body: 'hello' }, ALL)
    expect([response.status, await response.text()]).toEqual([200, 'ok'])
    expect(receiver.received).toMatchObject([{ path: '/hook', body: 'hello', headers: { host: `somewhere.test:${port()}` } }])
    expect(lookup).toHaveBeenCalledOnce()
  })

  it('is not followed elsewhere', async () => {
    receiver.answerWith((_got, response) => response.writeHead(302, { location: `${receiver.url}/inside` }).end())
    const response = await guardedFetch(receiver.url, {}, ALL)
    expect([response.status, response.headers.get('location')]).toEqual([302, `${receiver.url}/inside`])
    expect(receiver.received).toHaveLength(1)
  })

  it('that does not answer is given up in time', async () => {
    receiver.answerWith(() => undefined)
    expect(await failure(guardedFetch(receiver.url, {}, { ...ALL, timeoutMs: 100 }))).toMatchObject({
      reason: 'timeout',
      code: 'unavailable',
    })
  })

  it('that drips is given up in time too', async () => {
    receiver.answerWith((_got, response) => void response.write('a'))
    expect((await failure(guardedFetch(receiver.url, {}, { ...ALL, timeoutMs: 200 }))).reason).toBe('timeout')
  })

  it('whose name cannot be resolved is not reached', async () => {
    lookup.mockRejectedValue(new Error('ENOTFOUND'))
    expect((await failure(guardedFetch('http://nowhere.test/', {}, ALL))).reason).toBe('unreachable')
  })

  it('may answer only so much', async () => {
    receiver.answerWith((_got, response) => void response.end('x'.repeat(5000)))
    expect((await failure(guardedFetch(receiver.url, {}, ALL))).reason).toBe('too_large')
    const cut = await guardedFetch(receiver.url, {}, { ...ALL, beyond: 'cut' })
    expect(await cut.text()).toBe('x'.repeat(1000))
  })

  it('answers without a body where the standard has none', async () => {
    receiver.answerWith((_got, response) => response.writeHead(204).end())
    expect((await guardedFetch(receiver.url, {}, ALL)).status).toBe(204)
  })

  it('is given up when whoever asked gives up, for their reason', async () => {
    receiver.answerWith(() => undefined)
    const asker = new AbortController()
    const asked = guardedFetch(receiver.url, { signal: asker.signal }, ALL)
    asker.abort(new Error('closing'))
    await expect(asked).rejects.toThrow('closing')
  })
})
