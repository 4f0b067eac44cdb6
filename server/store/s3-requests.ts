import { AwsClient } from 'aws4fetch'
import { XMLParser } from 'fast-xml-parser'
import { z } from 'zod'

/** A bucket of a storage with the S3 interface, and who asks. */
export interface S3Place {
  /** As https://s3.eu-central-1.amazonaws.com. */
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  /** Empty where the bucket is open to everybody. */
  readonly accessKey: string
  readonly secretKey: string
  /** Of credentials that end after a while. */
  readonly sessionToken?: string | undefined
}

/** What is asked of a storage besides the address. */
export interface S3Ask {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
}
/** Gives the headers of a request with its signature among them. */
export type S3Sign = (url: string, ask?: S3Ask) => Promise<Record<string, string>>

/** An object as a listing says it. */
export interface S3Object {
  readonly key: string
  readonly bytes: number
  /** Another one where the content is another. */
  readonly etag: string
  /** Milliseconds since 1970, to the second. */
  readonly modifiedAt: number
}

/** The address of an object (of the bucket itself without a key), as every such storage knows them: endpoint/bucket/key. */
export function s3Url({ endpoint, bucket }: Pick<S3Place, 'endpoint' | 'bucket'>, key = '', query: S3Query = {}): string {
  const asked = Object.entries(query).map(([name, value]) => `${name}=${encoded(value)}`)
  const path = [endpoint.replace(/\/+$/, ''), encoded(bucket), ...(key === '' ? [] : [encodedKey(key)])].join('/')
  return asked.length === 0 ? path : `${path}?${asked.sort().join('&')}`
}
/** What is asked of an object or a bucket, as its address says it. */
export type S3Query = Readonly<Record<string, string>>

/** A key as it is written in addresses and headers. */
export const encodedKey = (key: string): string => key.split('/').map(encoded).join('/')

/** Signs requests by Signature Version 4; without an access key they go unsigned. */
export function s3Signer({ accessKey, secretKey, sessionToken, region }: Omit<S3Place, 'endpoint' | 'bucket'>): S3Sign {
  if (accessKey === '') return async (_url, { headers = {} } = {}) => ({ ...headers })
  const client = new AwsClient({
    accessKeyId: accessKey,
    secretAccessKey: secretKey,
    region,
    service: 's3',
    retries: 0,
    ...(sessionToken && { sessionToken }),
  })
  return async (url, { method = 'GET', headers = {} } = {}) =>
    Object.fromEntries((await client.sign(url, { method, headers: { ...headers } })).headers)
}

/** The objects whose keys begin with a prefix, in the order of their keys, page after page (ListObjectsV2); `ask` gives the bucket's answer to a query. */
export async function* listedObjects(prefix: string, ask: (query: S3Query) => Promise<Uint8Array>): AsyncGenerator<S3Object> {
  let token: string | undefined
  do {
    const query = { 'list-type': '2', prefix, ...(token !== undefined && { 'continuation-token': token }) }
    const page = Listing.parse(s3Xml(await ask(query))).ListBucketResult
    for (const { Key: key, Size: bytes, ETag: etag, LastModified: modified } of page.Contents)
      yield { key, bytes, etag, modifiedAt: modified === '' ? 0 : Date.parse(modified) }
    token = page.IsTruncated === 'true' ? page.NextContinuationToken : undefined
  } while (token !== undefined)
}

/** What a storage says in XML, as plain data. */
export const s3Xml = (answer: Uint8Array): unknown => parser.parse(Buffer.from(answer))

/** What a storage lists one after the other: none, one or more elements of a name. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (value === undefined || value === '' ? [] : [value].flat()), z.array(item))
/** What ListObjectsV2 answers, as far as it matters. */
const Listing = z.object({
  ListBucketResult: z.object({
    IsTruncated: z.string().default('false'),
    NextContinuationToken: z.string().optional(),
    Contents: listOf(
      z.object({
        Key: z.string(),
        Size: z.coerce.number(),
        ETag: z.string().default(''),
        LastModified: z.string().default(''),
      }),
    ),
  }),
})
const parser = new XMLParser({ parseTagValue: false, trimValues: false })

// As the signature wants it: more is written as %XX than encodeURIComponent does.
const encoded = (text: string) =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
