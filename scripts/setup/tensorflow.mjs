import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder, hasNvidiaDriver } from '../../server/store/installed-parts.mjs'
import { SetupError } from '../../server/store/setup-error.mjs'
import { buildFolder, cacheLock, cachePlace, withDownloads } from './cache.mjs'
import { fromRoot } from './checkout.mjs'
import { compileAddon, findCompiler } from './compile-addon.mjs'
import { TENSORFLOW_VERSION, TENSORFLOW_WHEELS } from './pins.mjs'
import { works } from './run-program.mjs'
import { isOutgrown, variantsFor } from './tensorflow-variant.mjs'
import { downloadWheels, extractWheel, findPython } from './wheels.mjs'

const WHAT = 'The native TensorFlow engine cannot be installed.'
const WAYS_OUT = [
  'go on without it: the wasm engine is used (training is about ten times slower)',
  'LABELLOOP_ENGINE=wasm npm start: the same, and it is not tried again at each start',
]
const PACKAGE = fromRoot('node_modules/@tensorflow/tfjs-node-gpu')
const ADDON = join('lib', 'napi-v8', 'tfjs_binding.node')
const LINKED_FOLDERS = ['deps', 'lib']
const HEADERS = ['tensorflow/c/', 'tensorflow/core/platform/', 'xla/tsl/', 'tsl/']
const HEADER_ENDINGS = ['.h', '.inc']

/** The native addon of TensorFlow.js on a current TensorFlow: built once per machine in the cache, linked into this checkout. */
export const tensorflow = {
  name: 'TensorFlow engine',
  without: 'the wasm engine is used, training is about ten times slower.',
  lockFile: cacheLock,
  place: cachePlace,
  isMissing: () => isWanted() && existsSync(PACKAGE) && lacksAddon(),
  install,
}

/** A card that came after the first set-up is not left idle; where its libraries could not be had, the processor's addon is enough. */
function lacksAddon() {
  if (!existsSync(join(PACKAGE, ADDON))) return true
  const linked = realpathSync(join(PACKAGE, 'lib'))
  return isOutgrown({ linked, hasCard: hasNvidiaDriver(), hasFailed: existsSync(failureOf('cuda')) })
}

async function install(bar) {
  const card = { hasDriver: hasNvidiaDriver(), answers: await works('nvidia-smi', ['-L']) }
  const variant = await firstThatWorks(variantsFor(card), (each) => provide(each, bar))
  return `TensorFlow ${TENSORFLOW_VERSION}, ${variant}`
}

async function provide(variant, bar) {
  const built = join(cacheFolder(), folderName(variant))
  if (!existsSync(join(built, ADDON))) await build(built, variant, bar)
  for (const folder of LINKED_FOLDERS) link(join(built, folder), join(PACKAGE, folder))
}

/** The last one's failure is the one that is told. */
async function firstThatWorks(variants, provideOne) {
  for (const variant of variants.slice(0, -1)) {
    try {
      await provideOne(variant)
      return variant
    } catch (error) {
      if (!(error instanceof SetupError)) throw error
      writeFileSync(failureOf(variant), `${error.message}\n\nRemove this file to have it tried again.\n`)
    }
  }
  await provideOne(variants.at(-1))
  return variants.at(-1)
}

/** Where it is written down why a variant could not be had on this machine. */
function failureOf(variant) {
  return join(cacheFolder(), `${folderName(variant)}.failed`)
}

function folderName(variant) {
  return `tensorflow-${TENSORFLOW_VERSION}-tfjs-${packageVersion()}-${process.platform}-${process.arch}-${variant}`
}

async function build(target, variant, bar) {
  const compiler = await findCompiler({ what: WHAT, waysOut: WAYS_OUT })
  const python = await findPython({ what: WHAT, waysOut: WAYS_OUT })
  await buildFolder(target, async (folder) => {
    await withDownloads(folder, async (downloads) => {
      const pin = TENSORFLOW_WHEELS[variant]
      const wheels = await downloadWheels({ python, pin, folder: downloads, bar, what: WHAT, waysOut: WAYS_OUT })
      bar.phase('unpacking')
      for (const wheel of wheels) await unpack(python, wheel, folder)
    })
    bar.phase('compiling the addon')
    mkdirSync(join(folder, 'lib', 'napi-v8'), { recursive: true })
    await compileAddon({ compiler, folder, addon: join(folder, ADDON), source: PACKAGE, what: WHAT, waysOut: WAYS_OUT })
    rmSync(join(folder, 'deps', 'include'), { recursive: true })
  })
}

async function unpack(python, wheel, folder) {
  const rules = rulesFor(wheel)
  if (rules !== null) await extractWheel({ python, wheel, folder, rules })
}

/** TensorFlow looks for the CUDA libraries in `../nvidia` beside its own folder. */
function rulesFor(wheel) {
  if (/[\\/]nvidia_/.test(wheel)) return [['nvidia/', 'deps/nvidia/', []]]
  if (!/[\\/]tensorflow(_cpu)?-/.test(wheel)) return null
  const libraries = ['cc', 'framework'].map((part) => [
    `tensorflow/libtensorflow_${part}.so.2`,
    `deps/lib/libtensorflow_${part}.so.2`,
    [],
  ])
  const headers = HEADERS.map((folder) => [`tensorflow/include/${folder}`, `deps/include/${folder}`, HEADER_ENDINGS])
  return [...libraries, ...headers]
}

/** An earlier link, also one that leads nowhere since the cache was emptied, gives way. */
function link(target, path) {
  const draft = `${path}.${process.pid}`
  rmSync(draft, { force: true })
  symlinkSync(target, draft, 'dir')
  rmSync(path, { recursive: true, force: true })
  renameSync(draft, path)
}

/** Elsewhere, and where another engine is asked for, there is nothing to install: the wasm engine is in the npm packages. */
function isWanted() {
  const engine = process.env.LABELLOOP_ENGINE || 'auto'
  return process.platform === 'linux' && process.arch === 'x64' && ['auto', 'tensorflow'].includes(engine)
}

function packageVersion() {
  return JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')).version
}
