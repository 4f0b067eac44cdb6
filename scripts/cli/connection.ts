import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

const DEFAULT_PORT = '8080'
const DEFAULT_DATA_FOLDER = '.labelloop'
const TOKEN_FILE = 'token'

/** Where the command line connects, and as whom. */
export interface Connection {
  readonly url: string
  /** Null where neither LABELLOOP_TOKEN nor the local token file holds one. */
  readonly token: string | null
  readonly dataFolder: string
}

/** Reads LABELLOOP_URL and LABELLOOP_TOKEN, with the local server and its token file as defaults. */
export async function readConnection(environment: NodeJS.ProcessEnv = process.env): Promise<Connection> {
  const dataFolder = resolve(environment.LABELLOOP_DATA || DEFAULT_DATA_FOLDER)
  const url = environment.LABELLOOP_URL || `http://127.0.0.1:${environment.LABELLOOP_PORT || DEFAULT_PORT}`
  return {
    url: url.replace(/\/+$/, ''),
    token: environment.LABELLOOP_TOKEN || (await readToken(join(dataFolder, TOKEN_FILE))),
    dataFolder,
  }
}

async function readToken(file: string): Promise<string | null> {
  try {
    return (await readFile(file, 'utf8')).trim() || null
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
