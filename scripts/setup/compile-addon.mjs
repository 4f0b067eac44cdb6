import { join } from 'node:path'
import { SetupError } from '../../server/store/setup-error.mjs'
import { fromRoot } from './checkout.mjs'
import { runOrExplain, tail, works } from './run-program.mjs'

const COMPILERS = ['g++', 'clang++', 'c++']
const SOURCES = ['tfjs_backend.cc', 'tfjs_binding.cc']
const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']
/** Node-API 8 is in every Node from 12.22 on, so that one addon file serves all of them. */
const OPTIONS = ['-shared', '-fPIC', '-O2', '-std=c++17', '-DNAPI_VERSION=8']

/** A C++ compiler of this machine; a SetupError when there is none. */
export async function findCompiler({ what, waysOut }) {
  const candidates = process.env.CXX ? [process.env.CXX] : COMPILERS
  for (const compiler of candidates) {
    if (await works(compiler, ['--version'])) return compiler
  }
  throw new SetupError({
    what,
    why: `its addon is compiled here, and no C++ compiler was found (tried ${candidates.join(', ')}).`,
    waysOut: ['install one (Debian and Ubuntu: apt-get install g++) and start again', ...waysOut],
  })
}

/** Compiles TensorFlow.js's own binding against the libraries in `folder/deps/lib`, and makes sure that the result loads. */
export async function compileAddon({ compiler, folder, addon, source, what, waysOut }) {
  const includes = [source, join(folder, 'deps', 'include'), fromRoot('node_modules/node-api-headers/include')]
  const args = [
    ...OPTIONS,
    ...includes.map((path) => `-I${path}`),
    ...SOURCES.map((name) => join(source, 'binding', name)),
    ...['-o', addon],
    ...LIBRARIES.map((name) => join(folder, 'deps', 'lib', name)),
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
  ]
  const explain = (output) => ({ what, why: `${compiler} could not build the addon: ${tail(output)}`, waysOut })
  await runOrExplain(compiler, args, {}, explain)
  const load = `process.dlopen({ exports: {} }, ${JSON.stringify(addon)})`
  await runOrExplain(process.execPath, ['-e', load], {}, (output) => ({
    what,
    why: `the built addon does not load: ${tail(output)}`,
    waysOut,
  }))
}
