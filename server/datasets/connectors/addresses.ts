import type { ConnectionPlace } from '#shared/domain/connection.ts'
import { AppError, messageOf } from '../../errors.ts'
import type { Connector } from './connector.ts'
import { fetchFile } from './fetch-file.ts'
import { type RemoteFile, remoteTree } from './remote-tree.ts'

/**
 * A text of addresses, one a line, each of a file; a path may follow after a space, otherwise it is host and path of the address. Lines that
 * begin with "#" say nothing. What changes behind an address that stays is not seen.
 */
export const addresses = {
  id: 'addresses',
  title: 'List of addresses (HTTP)',
  async find({ url }, deps) {
    const text = await fetchFile(url, deps).catch((error: unknown) => {
      deps.signal.throwIfAborted()
      throw new AppError('unavailable', `The list could not be fetched: ${messageOf(error)}`)
    })
    const lines = Buffer.from(text).toString('utf8').split(/\r?\n/)
    const files = lines.flatMap((line) => fileOf(line.trim(), url))
    return remoteTree(files, ({ address }) => fetchFile(address, deps), deps.taken)
  },
} as const satisfies Connector<Extract<ConnectionPlace, { kind: 'addresses' }>>

function fileOf(line: string, list: string): (RemoteFile & { address: string })[] {
  if (line === '' || line.startsWith('#')) return []
  const [given = '', ...rest] = line.split(/\s+/)
  if (!URL.canParse(given, list)) return []
  const { href: address, host, pathname } = new URL(given, list)
  const path = rest.length > 0 ? rest.join(' ') : `${host}${decoded(pathname)}`
  return [{ address, path, bytes: 0, version: address }]
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
