import { isAbsolute } from 'node:path'
import { invalid } from '../errors.ts'
import type { BlobStore } from './blobs.ts'
import { type BucketAccess, openBucketBlobs } from './bucket-blobs.ts'
import { openFolderBlobs } from './folder-blobs.ts'

const FILE_SCHEME = 'file:'
const BUCKET_LOCATION = /^s3:\/\/([^/]+)(?:\/(.*))?$/

/** Opens the blobs at `file:` and an absolute folder, or at `s3://bucket/prefix`, which needs to know how buckets are reached. */
export async function openBlobs(location: string, reach?: BucketAccess): Promise<BlobStore> {
  const folder = location.slice(FILE_SCHEME.length)
  if (location.startsWith(FILE_SCHEME) && isAbsolute(folder)) return openFolderBlobs(folder)
  const bucket = bucketIn(location)
  if (bucket && reach) return openBucketBlobs(bucket, reach)
  throw invalid(`Expected the blobs at "file:" and an absolute folder, or at "s3://bucket/prefix", got "${location}"`)
}

/** The bucket and the prefix, without "/" around it, that `s3://bucket/prefix` names; null for another place. */
export function bucketIn(location: string): { bucket: string; prefix: string } | null {
  const [, bucket, prefix = ''] = BUCKET_LOCATION.exec(location) ?? []
  return bucket === undefined ? null : { bucket, prefix: prefix.split('/').filter(Boolean).join('/') }
}
