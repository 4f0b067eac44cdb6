import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { holdDataFolder } from '#server/store/data-folder.ts'
import { processStamp } from '#server/store/process-stamp.mjs'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const HOLDER = `
  const { holdDataFolder } = await import('./server/store/data-folder.ts')
  holdDataFolder(process.argv[1])
  console.log('held')
  setInterval(() => {}, 1000)
`

it('a second instance on the same data folder is refused with the number of the first', async () => {
  const folder = temporaryFolder()
  const first = await holdElsewhere(folder)
  expect(() => holdDataFolder(folder)).toThrow(`process ${first.pid} holds it`)
})

it('the folder of an instance that was killed is free again', async () => {
  const folder = temporaryFolder()
  const first = await holdElsewhere(folder)
  first.kill('SIGKILL')
  await once(first, 'exit')
  holdDataFolder(folder).release()
})

it('a released folder is free for the next', () => {
  const folder = temporaryFolder()
  holdDataFolder(folder).release()
  holdDataFolder(folder).release()
})

it('a lock whose process number was given to another process counts as left behind', () => {
  const folder = temporaryFolder()
  const lock = join(folder, 'labelloop.lock')
  writeFileSync(lock, JSON.stringify({ pid: process.pid, stamp: 'of an earlier boot' }))
  const hold = holdDataFolder(folder)
  expect(JSON.parse(readFileSync(lock, 'utf8'))).toEqual({ pid: process.pid, stamp: processStamp(process.pid) })
  hold.release()
})

it('a half-written lock counts as left behind', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'labelloop.lock'), '{"pid":')
  holdDataFolder(folder).release()
})

it('of many that find a stale lock at once, one gets the folder', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'labelloop.lock'), JSON.stringify({ pid: 1, stamp: 'of an earlier boot' }))
  const answers = await Promise.all([1, 2, 3].map(() => holdElsewhere(folder).catch(() => null)))
  expect(answers.filter((answer) => answer !== null)).toHaveLength(1)
})

it('a data folder that cannot be made is explained', () => {
  const file = join(temporaryFolder(), 'a-file')
  writeFileSync(file, '')
  expect(() => holdDataFolder(join(file, 'data'))).toThrow(/The data folder cannot be used[\s\S]*LABELLOOP_DATA/)
})

async function holdElsewhere(folder: string) {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', HOLDER, folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => Promise.reject(new Error('refused')))])
  return child
}
