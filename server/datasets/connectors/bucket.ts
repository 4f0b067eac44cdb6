import type { ConnectionPlace } from '#shared/domain/connection.ts'
import { AppError, messageOf } from '../../errors.ts'
import { listedObjects, s3Signer, s3Url } from '../../store/s3-requests.ts'
import type { Connector } from './connector.ts'
import { fetchFile } from './fetch-file.ts'
import { type RemoteFile, remoteTree } from './remote-tree.ts'

type Bucket = Extract<ConnectionPlace, { kind: 'bucket' }>

/**
 * A bucket of a storage with the S3 interface (ListObjectsV2 and GetObject, Signature Version 4), by paths as every such storage knows them:
 * endpoint/bucket/key.
 */
export const bucket = {
  id: 'bucket',
  title: 'Bucket (S3)',
  async find(place, deps) {
    const { signal } = deps
    const sign = s3Signer({ ...place, secretKey: deps.secret ?? '' })
    const fetched = (url: string) => fetchFile(url, deps, async (at) => ({ headers: await sign(at) }))
    const files: (RemoteFile & { key: string })[] = []
    const cut = place.prefix.lastIndexOf('/') + 1
    try {
      for await (const { key, bytes, etag } of listedObjects(place.prefix, (query) => fetched(s3Url(place, '', query))))
        if (!key.endsWith('/')) files.push({ key, path: key.slice(cut), bytes, version: etag })
    } catch (error) {
      signal.throwIfAborted()
      throw new AppError('unavailable', `The bucket ${place.bucket} could not be listed: ${messageOf(error)}`)
    }
    return remoteTree(files, ({ key }) => fetched(s3Url(place, key)), deps.taken)
  },
} as const satisfies Connector<Bucket>
