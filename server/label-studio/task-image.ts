import { type EgressLimits, guardedFetch } from '../egress.ts'
import { invalid } from '../errors.ts'

const IMAGE_TIMEOUT_MS = 20_000
const LARGEST_IMAGE_BYTES = 50e6
const DATA_URL = /^data:image\/[\w.+-]+;base64,/

/** Where a Label Studio keeps what its tasks name by a path alone, and the token that it gave for it. */
export interface LabelStudioHost {
  readonly hostname: string
  readonly accessToken: string
}

/**
 * The bytes of a task's image: from the address itself (`data:`), from anywhere on the web, or from the Label Studio that sent the task where the
 * address is a path on it (`/data/upload/…`, `/data/local-files/?d=…`).
 */
export async function taskImage(
  address: unknown,
  host: LabelStudioHost | null,
  limits: Pick<EgressLimits, 'allowPrivate'>,
): Promise<Uint8Array> {
  if (typeof address !== 'string') throw invalid('Expected the address of an image in the data of every task')
  if (DATA_URL.test(address)) return Buffer.from(address.replace(DATA_URL, ''), 'base64')
  const url = resolved(address, host)
  const isAtHost = host !== null && new URL(url).origin === new URL(host.hostname).origin
  const answer = await guardedFetch(
    url,
    { headers: isAtHost ? { authorization: `Token ${host.accessToken}` } : {} },
    { ...limits, timeoutMs: IMAGE_TIMEOUT_MS, largestBytes: LARGEST_IMAGE_BYTES },
  )
  if (!answer.ok) throw invalid(`Expected the image at ${shortened(url)}, got status ${answer.status}`)
  return new Uint8Array(await answer.arrayBuffer())
}

function resolved(address: string, host: LabelStudioHost | null): string {
  if (URL.canParse(address)) return address
  if (!address.startsWith('/')) throw invalid(`Expected the address of an image, got "${shortened(address)}"`)
  if (!host)
    throw invalid(
      `${shortened(address)} is a path on a Label Studio that has not introduced itself: expected /setup with its hostname first`,
    )
  return new URL(address, host.hostname).href
}

const LONGEST_SHOWN = 80
// What stands behind a question mark may be a signature.
const shortened = (address: string): string => (address.split('?')[0] as string).slice(0, LONGEST_SHOWN)
