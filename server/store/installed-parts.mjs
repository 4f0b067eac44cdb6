// Plain JavaScript: set-up runs it before any package exists, the server asks it where the same parts lie.
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'

/** Where the kernel's NVIDIA driver shows itself. */
const NVIDIA_DRIVER = '/proc/driver/nvidia/version'
const DEFAULT_DATA_FOLDER = '.labelloop'
const MONGOD_FILE = process.platform === 'win32' ? 'mongod.exe' : 'mongod'

/** The folder of everything fetched once per machine: LABELLOOP_CACHE, else `labelloop` in the user's cache folder. */
export function cacheFolder(env = process.env) {
  if (env.LABELLOOP_CACHE) return resolve(env.LABELLOOP_CACHE)
  return join(userCacheFolder(env), 'labelloop')
}

/** Where set-up puts the `mongod` that it fetched. */
export function cachedMongod(env = process.env) {
  return join(cacheFolder(env), `mongod-${process.platform}-${process.arch}`, MONGOD_FILE)
}

/** Where set-up puts the pretrained weights (`centernet.json`, `centernet.bin`). */
export function pretrainedFolder(env = process.env) {
  return join(cacheFolder(env), 'pretrained')
}

/** Whether this machine has an NVIDIA card with its driver loaded. */
export function hasNvidiaDriver(exists = existsSync) {
  return exists(NVIDIA_DRIVER)
}

/** Every place where a `mongod` may lie, in the order of preference: PATH, data folder, cache. */
export function mongodCandidates(env = process.env) {
  const onPath = (env.PATH ?? env.Path ?? '').split(delimiter).filter(Boolean)
  const data = resolve(env.LABELLOOP_DATA || DEFAULT_DATA_FOLDER)
  return [...[...onPath, data, join(data, 'bin')].map((folder) => join(folder, MONGOD_FILE)), cachedMongod(env)]
}

/** The first `mongod` that may be executed, or null. */
export function findMongod(env = process.env) {
  return mongodCandidates(env).find(isExecutable) ?? null
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

function userCacheFolder(env) {
  if (process.platform === 'win32') return env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches')
  return env.XDG_CACHE_HOME || join(homedir(), '.cache')
}
