import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'

/** Where the set-up puts the CUDA libraries beside TensorFlow's own: one folder per wheel, each with a `lib`. */
const CUDA_FOLDER = join('deps', 'nvidia')

/**
 * The environment for a process that computes: with the CUDA libraries of the set-up on the library path, where they are. The dynamic
 * linker reads it at the start of a process only, so a process cannot set it for itself.
 */
export function engineEnvironment(environment: NodeJS.ProcessEnv, folders = cudaLibraryFolders()): NodeJS.ProcessEnv {
  if (folders.length === 0) return environment
  const before = environment.LD_LIBRARY_PATH ? [environment.LD_LIBRARY_PATH] : []
  return { ...environment, LD_LIBRARY_PATH: [...folders, ...before].join(delimiter) }
}

/** The `lib` folders of the CUDA wheels that lie below a folder of the addon; none where it was built for the processor alone. */
export function cudaLibraryFolders(addonFolder = addonPackage()): string[] {
  const root = addonFolder === null ? '' : join(addonFolder, CUDA_FOLDER)
  if (!root || !existsSync(root)) return []
  return readdirSync(root)
    .sort()
    .map((name) => join(root, name, 'lib'))
    .filter((folder) => existsSync(folder))
}

function addonPackage(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json'))
  } catch {
    // Not installed, which is the engine's to report.
    return null
  }
}
