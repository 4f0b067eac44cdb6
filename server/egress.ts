import { lookup as resolveName } from 'node:dns/promises'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { request as requestPlainly } from 'node:http'
import { request as requestEncrypted } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { AppError, messageOf } from './errors.ts'

/** What is asked of somebody else's server. */
export interface EgressRequest {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Gives the request up, as its time does. */
  readonly signal?: AbortSignal
}

/** How far a request may go. */
export interface EgressLimits {
  /** Whether addresses of this machine and of its own network may be called (`LABELLOOP_EGRESS=private`). */
  readonly allowPrivate: boolean
  /** For the whole request, from the name's resolution to the last byte. */
  readonly timeoutMs: number
  readonly largestBytes: number
  /** What happens to an answer with more bytes; 'refuse' where nothing is said. */
  readonly beyond?: 'refuse' | 'cut'
}

/** A request that left no answer: safe to show to whoever asked for it. */
export class EgressError extends AppError {
  /** refused: never sent. The others may have reached the other side. */
  readonly reason: 'refused' | 'timeout' | 'unreachable' | 'too_large'

  constructor(reason: EgressError['reason'], message: string) {
    super(reason === 'refused' ? 'invalid' : 'unavailable', message)
    this.name = 'EgressError'
    this.reason = reason
  }
}

/**
 * Calls an address that a person typed. The name is resolved once, every address behind it must be public (RFC 6890; unless the
 * installation allows its own network), and the connection goes to exactly those: a name that points elsewhere a moment later changes
 * nothing. Redirects are answers like any other. Throws an EgressError.
 */
export async function guardedFetch(url: string | URL, init: EgressRequest, limits: EgressLimits): Promise<Response> {
  const target = readAddress(url)
  const timeout = AbortSignal.timeout(limits.timeoutMs)
  const signal = init.signal ? AbortSignal.any([timeout, init.signal]) : timeout
  try {
    const addresses = await within(signal, addressesOf(target))
    if (!limits.allowPrivate) refusePrivate(target, addresses)
    return await send(target, addresses, init, limits, signal)
  } catch (error) {
    if (error instanceof EgressError) throw error
    if (init.signal?.aborted) throw init.signal.reason
    if (timeout.aborted)
      throw new EgressError('timeout', `${target.host} did not answer within ${limits.timeoutMs / MS_PER_SECOND} s`)
    throw new EgressError('unreachable', `${target.host} could not be reached: ${messageOf(error)}`)
  }
}

const MS_PER_SECOND = 1000

interface Address {
  readonly address: string
  readonly family: number
}

function readAddress(url: string | URL): URL {
  if (!URL.canParse(url)) throw new EgressError('refused', `Expected an address such as https://example.org/hook, got "${url}"`)
  const target = new URL(url)
  if (target.protocol !== 'http:' && target.protocol !== 'https:')
    throw new EgressError('refused', `Expected an address with http or https, got ${target.protocol.slice(0, -1)}`)
  if (target.username || target.password)
    throw new EgressError('refused', 'Expected an address without a name and a password in it: send them in a header')
  return target
}

async function addressesOf({ hostname }: URL): Promise<Address[]> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(host)
  return family === 0 ? resolveName(host, { all: true }) : [{ address: host, family }]
}

// One private address among public ones is how a name is made to point inside.
function refusePrivate({ hostname }: URL, addresses: readonly Address[]): void {
  const found = addresses.find(({ address, family }) => !isPublic(address, family))
  if (!found) return
  const where = found.address === hostname ? hostname : `${hostname} (${found.address})`
  throw new EgressError(
    'refused',
    `${where} is no public address; set LABELLOOP_EGRESS=private to let this installation call its own network`,
  )
}

function isPublic(address: string, family: number): boolean {
  if (family === 4) return !SPECIAL.check(address, 'ipv4')
  return GLOBAL_UNICAST.check(address, 'ipv6') && !SPECIAL.check(address, 'ipv6')
}

// The special-purpose address registries of IANA (RFC 6890), with multicast and what embeds an IPv4 address.
const SPECIAL = blockListOf('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
])
for (const [net, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  SPECIAL.addSubnet(net, prefix, 'ipv6')
const GLOBAL_UNICAST = blockListOf('ipv6', [['2000::', 3]])

function blockListOf(family: 'ipv4' | 'ipv6', nets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList()
  for (const [net, prefix] of nets) list.addSubnet(net, prefix, family)
  return list
}

function send(
  target: URL,
  addresses: readonly Address[],
  { method = 'GET', headers = {}, body }: EgressRequest,
  limits: EgressLimits,
  signal: AbortSignal,
): Promise<Response> {
  const request = target.protocol === 'https:' ? requestEncrypted : requestPlainly
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const sent: ClientRequest = request(
      target,
      { method, headers: { ...headers, ...length }, agent: false, lookup: pinnedTo(addresses), signal },
      (answer) => void readAnswer(answer, limits).then(resolve, reject),
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

// Node asks for one address or for all, depending on its version and settings.
function pinnedTo(addresses: readonly Address[]): LookupFunction {
  return (_name, options, done) => {
    const [first] = addresses
    if (!first) return done(new Error('the name has no address'), '')
    if (options.all) return done(null, [...addresses])
    return done(null, first.address, first.family)
  }
}

async function readAnswer(answer: IncomingMessage, { largestBytes, beyond = 'refuse' }: EgressLimits): Promise<Response> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes <= largestBytes) continue
    if (beyond === 'refuse') throw new EgressError('too_large', `The answer has more than ${largestBytes} bytes`)
    break
  }
  const status = answer.statusCode ?? 0
  const content = new Uint8Array(Buffer.concat(chunks).subarray(0, largestBytes))
  return new Response(WITHOUT_BODY.has(status) ? null : content, { status, headers: headersOf(answer) })
}

// The fetch standard lets no Response with these have a body.
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304])

function headersOf({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, values] of Object.entries(headersDistinct)) for (const value of values ?? []) headers.append(name, value)
  return headers
}

// A name's resolution cannot be stopped, only no longer waited for.
function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    work.then(resolve, reject)
  })
}
