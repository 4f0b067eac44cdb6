import type { Check } from './check.ts'

/** Where images and weights are kept, and whether that can be reached. */
export async function checkBlobs(environment: NodeJS.ProcessEnv): Promise<Check> {
  const [{ readConfig }, { openBlobs }] = await Promise.all([import('#server/config.ts'), import('#server/store/open-blobs.ts')])
  const { blobs: location, buckets } = readConfig(environment)
  if (location.startsWith('file:')) return { name: 'blobs', ok: true, detail: location }
  try {
    await openBlobs(location, buckets)
    return { name: 'blobs', ok: true, detail: `${location} at ${buckets.endpoint} answers` }
  } catch (error) {
    return { name: 'blobs', ok: false, detail: `expected the bucket of LABELLOOP_BLOBS, but: ${(error as Error).message}` }
  }
}
