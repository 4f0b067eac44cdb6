import { type EgressRequest, guardedFetch } from '../../egress.ts'
import { FileUnreadable } from '../sources/file-tree.ts'
import type { ConnectorDeps } from './connector.ts'

const LONGEST_MS = 120_000
/** Of one file; archives of whole data sets are uploaded instead. */
const LARGEST_BYTES = 256 * 1024 ** 2
const MOST_REDIRECTS = 5
const SAID_CHARACTERS = 200

/** Fetches a file from an address that a person gave, redirects and all. Throws FileUnreadable with what the other side said. */
export async function fetchFile(
  url: string,
  { signal, allowPrivate }: Pick<ConnectorDeps, 'signal' | 'allowPrivate'>,
  sign: (url: string) => Promise<EgressRequest> = async () => ({}),
): Promise<Uint8Array> {
  const limits = { allowPrivate, timeoutMs: LONGEST_MS, largestBytes: LARGEST_BYTES }
  let at = url
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const answer = await guardedFetch(at, { ...(await sign(at)), signal }, limits)
    const moved = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null
    if (moved !== null) {
      at = new URL(moved, at).href
      continue
    }
    if (answer.ok) return new Uint8Array(await answer.arrayBuffer())
    const said = (await answer.text()).replaceAll(/<[^>]*>|\s+/g, ' ').trim()
    throw new FileUnreadable(`${new URL(at).host} answered ${answer.status} ${said.slice(0, SAID_CHARACTERS)}`.trim())
  }
  throw new FileUnreadable(`its address led through more than ${MOST_REDIRECTS} others`)
}
