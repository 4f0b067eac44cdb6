type Environment = Readonly<Record<string, string | undefined>>

/** The folder of everything fetched once per machine: LABELLOOP_CACHE, else `labelloop` in the user's cache folder. */
export function cacheFolder(env?: Environment): string

/** Where set-up puts the `mongod` that it fetched. */
export function cachedMongod(env?: Environment): string

/** Where set-up puts the pretrained weights (`centernet.json`, `centernet.bin`). */
export function pretrainedFolder(env?: Environment): string

/** Every place where a `mongod` may lie, in the order of preference: PATH, data folder, cache. */
export function mongodCandidates(env?: Environment): string[]

/** The first `mongod` that may be executed, or null. */
export function findMongod(env?: Environment): string | null

/** Whether this machine has an NVIDIA card with its driver loaded. */
export function hasNvidiaDriver(exists?: (path: string) => boolean): boolean
