import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Ended, runProgram } from './run-program.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** The set-up's own files beside one small package that npm finds without a network. */
export function smallCheckout(): string {
  const checkout = temporaryFolder()
  for (const folder of ['scripts', 'server/store']) cpSync(folder, join(checkout, folder), { recursive: true })
  mkdirSync(join(checkout, 'small'))
  const manifest = { name: 'checkout', type: 'module', dependencies: { small: 'file:small' } }
  writeFileSync(join(checkout, 'package.json'), JSON.stringify(manifest))
  describeSmall(checkout, '1.0.0')
  return checkout
}

/** Declares the small package, and locks it, in a version. */
export function describeSmall(checkout: string, version: string): void {
  writeFileSync(join(checkout, 'small/package.json'), JSON.stringify({ name: 'small', version }))
  const packages = {
    '': { name: 'checkout', dependencies: { small: 'file:small' } },
    'node_modules/small': { resolved: 'small', link: true },
    small: { version },
  }
  writeFileSync(
    join(checkout, 'package-lock.json'),
    JSON.stringify({ name: 'checkout', lockfileVersion: 3, requires: true, packages }),
  )
}

/** Only the packages are missing: the database is said to be elsewhere, no engine and no weights are asked for. */
export function setUp(checkout: string, command: 'start' | 'test' = 'test'): Promise<Ended> {
  const pretrained = join(checkout, 'cache/pretrained')
  mkdirSync(pretrained, { recursive: true })
  for (const name of ['centernet.json', 'centernet.bin']) writeFileSync(join(pretrained, name), '')
  const env = {
    ...process.env,
    LABELLOOP_CACHE: join(checkout, 'cache'),
    LABELLOOP_ENGINE: 'wasm',
    MONGODB_URI: 'mongodb://elsewhere',
  }
  return runProgram(process.execPath, ['scripts/setup/setup.mjs', command], { cwd: checkout, env })
}
