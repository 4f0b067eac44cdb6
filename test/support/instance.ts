import { mkdtempSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import { cacheFolder, pretrainedFolder } from '#server/store/installed-parts.mjs'
import { type Instance, startInstance } from '../../scripts/benchmarks/instance.ts'
import { testDatabase } from './mongo.ts'

/** What an instance of a test has. */
interface InstanceWish {
  /** Its database; by default one of its own on the run's `mongod`. */
  readonly uri?: string
  /** Whether it has the pretrained network. Without it nothing compares images behind a test that is about something else. */
  readonly pretrained?: boolean
}

/** A whole instance on the run's `mongod`: starting one for each would tell nothing that the tests of `mongod` itself do not. */
export async function startTestInstance(
  name: string,
  { uri = testDatabase().uri, pretrained = true }: InstanceWish = {},
): Promise<Instance> {
  const before = { ...process.env }
  process.env.MONGODB_URI = uri
  if (!pretrained) process.env.LABELLOOP_CACHE = cacheWithoutPretrained(name)
  try {
    return await startInstance(name)
  } finally {
    for (const variable of ['MONGODB_URI', 'LABELLOOP_CACHE']) {
      if (before[variable] === undefined) delete process.env[variable]
      else process.env[variable] = before[variable]
    }
  }
}

/** A folder with everything that is in this machine's, but the pretrained network. */
function cacheWithoutPretrained(name: string): string {
  const all = cacheFolder()
  const folder = mkdtempSync(join(inject('runFolder'), `cache-${name}-`))
  for (const part of readdirSync(all)) {
    const place = join(all, part)
    if (place !== pretrainedFolder()) symlinkSync(place, join(folder, part))
  }
  return folder
}
