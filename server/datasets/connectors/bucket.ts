import { AwsClient } from 'aws4fetch'
import { XMLParser } from 'fast-xml-parser'
import { z } from 'zod'
import type { ConnectionPlace } from '#shared/domain/connection.ts'
import { AppError, messageOf } from '../../errors.ts'
import type { Connector, ConnectorDeps } from './connector.ts'
import { fetchFile } from './fetch-file.ts'
import { type RemoteFile, remoteTree } from './remote-tree.ts'

type Bucket = Extract<ConnectionPlace, { kind: 'bucket' }>

const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (value === undefined || value === '' ? [] : [value].flat()), z.array(item))
/** What ListObjectsV2 answers, as far as it matters. */
const Listing = z.object({
  ListBucketResult: z.object({
    IsTruncated: z.string().default('false'),
    NextContinuationToken: z.string().optional(),
    Contents: listOf(z.object({ Key: z.string(), Size: z.coerce.number(), ETag: z.string().default('') })),
  }),
})
const parser = new XMLParser({ parseTagValue: false, trimValues: false })

/**
 * A bucket of a storage with the S3 interface (ListObjectsV2 and GetObject, Signature Version 4), by paths as every such storage knows them:
 * endpoint/bucket/key.
 */
export const bucket = {
  id: 'bucket',
  title: 'Bucket (S3)',
  async find(place, deps) {
    const sign = signer(place, deps)
    const files: (RemoteFile & { key: string })[] = []
    const cut = place.prefix.lastIndexOf('/') + 1
    let token: string | undefined
    do {
      const page = await listed(place, token, deps, sign)
      for (const { Key: key, Size: bytes, ETag: version } of page.Contents)
        if (!key.endsWith('/')) files.push({ key, path: key.slice(cut), bytes, version })
      token = page.IsTruncated === 'true' ? page.NextContinuationToken : undefined
    } while (token !== undefined)
    const fetched = ({ key }: { key: string }) =>
      fetchFile(`${rootOf(place)}/${key.split('/').map(encoded).join('/')}`, deps, sign)
    return remoteTree(files, fetched, deps.taken)
  },
} as const satisfies Connector<Bucket>

async function listed(place: Bucket, token: string | undefined, deps: ConnectorDeps, sign: ReturnType<typeof signer>) {
  const query = { 'list-type': '2', prefix: place.prefix, ...(token !== undefined && { 'continuation-token': token }) }
  const asked = Object.entries(query).map(([name, value]) => `${name}=${encoded(value)}`)
  try {
    const answer = await fetchFile(`${rootOf(place)}?${asked.sort().join('&')}`, deps, sign)
    return Listing.parse(parser.parse(Buffer.from(answer))).ListBucketResult
  } catch (error) {
    deps.signal.throwIfAborted()
    throw new AppError('unavailable', `The bucket ${place.bucket} could not be listed: ${messageOf(error)}`)
  }
}

const rootOf = ({ endpoint, bucket: name }: Bucket) => `${endpoint.replace(/\/+$/, '')}/${encoded(name)}`

// As the signature wants it: more is written as %XX than encodeURIComponent does.
const encoded = (text: string) =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

function signer({ accessKey, region }: Bucket, { secret }: ConnectorDeps) {
  if (accessKey === '') return async () => ({})
  const client = new AwsClient({ accessKeyId: accessKey, secretAccessKey: secret ?? '', region, service: 's3', retries: 0 })
  return async (url: string) => ({ headers: Object.fromEntries((await client.sign(url)).headers) })
}
