import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { findMongod } from '#server/store/installed-parts.mjs'
import { startMongod } from '#server/store/mongod.ts'
import { abandonRunFolder, makeRunFolder, removeRunFolder } from './run-folder.ts'

/** One folder and one `mongod` for the whole run of tests; every test file makes databases of its own on it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = makeRunFolder()
  const abandon = () => abandonRunFolder(folder)
  process.once('exit', abandon)
  project.provide('runFolder', folder)
  // What the tests start keeps what is temporary there, too.
  process.env.TMPDIR = folder
  // Its start is nobody's concern; that it died and came again is what failing tests are to be explained by.
  let isServing = false
  const log = (message: string) => void (isServing && console.error(message))
  const mongod = findMongod() === null ? null : await startMongod({ dataFolder: join(folder, 'shared'), log })
  isServing = true
  project.provide('mongoUri', mongod?.uri ?? '')
  return async () => {
    await mongod?.stop()
    process.removeListener('exit', abandon)
    removeRunFolder(folder)
  }
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** Connection string of the run's own `mongod`; empty when there is none. */
    mongoUri: string
    /** The folder for everything temporary, removed when the run ends. */
    runFolder: string
  }
}
