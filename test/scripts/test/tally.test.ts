import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runProgram } from '../../support/run-program.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const COUNTING = `
  import { writeFileSync } from 'node:fs'
  import { startVitest } from 'vitest/node'
  import { ending, tallyOf } from './scripts/test/tally.ts'
  const vitest = await startVitest('test', [], { root: process.argv[1], config: false, watch: false, globals: true, reporters: [] })
  const tally = tallyOf(vitest.state.getTestModules(), vitest.state.getUnhandledErrors())
  await vitest.close()
  writeFileSync(process.argv[1] + '/tally.json', JSON.stringify({ ...tally, ending: ending(tally) }))
`

const TESTS = `
  it('passes', () => undefined)
  it('fails', () => expect(1).toBe(2))
  it('wants a camera', (context) => context.skip('no camera here'))
  describe.skip('all of the moon (skipped: it is day)', () => it('shines', () => undefined))
  describe('a workshop', () => {
    beforeAll(() => {
      throw new Error('no key')
    })
    it('opens', () => undefined)
  })
  it.skip('sleeps', () => undefined)
  it.skip('sleeps longer', () => undefined)
`

it('the last lines name what failed and why, tell the reasons of skips, and count', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'some.test.js'), TESTS)
  writeFileSync(join(folder, 'broken.test.js'), 'import "./not-there.js"')
  await runProgram(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', COUNTING, folder])
  const thrownAt = (file: string, line: number) => `\n    at ${join(folder, file)}:${line}`
  const failures = [
    { name: 'some.test.js > a workshop', reason: `no key${thrownAt('some.test.js', 8)}` },
    { name: 'broken.test.js', reason: expect.stringMatching(/^Cannot find module '.\/not-there.js'/) },
    { name: 'some.test.js > fails', reason: `expected 1 to be 2 // Object.is equality${thrownAt('some.test.js', 3)}` },
  ]
  const { ending, ...tally } = JSON.parse(readFileSync(join(folder, 'tally.json'), 'utf8'))
  expect(tally).toEqual({
    passed: 1,
    failures: expect.any(Array),
    skips: [
      { name: 'wants a camera', reason: 'no camera here' },
      { name: 'all of the moon (skipped: it is day) > shines', reason: 'it is day' },
      { name: 'a workshop > opens', reason: 'no reason given' },
      { name: 'sleeps', reason: 'no reason given' },
      { name: 'sleeps longer', reason: 'no reason given' },
    ],
  })
  expect(tally.failures).toHaveLength(failures.length)
  expect(tally.failures).toEqual(expect.arrayContaining(failures))
  expect(ending.slice(0, 3)).toEqual([
    'skipped: wants a camera (no camera here)',
    'skipped: all of the moon (skipped: it is day) > shines (it is day)',
    'skipped: a workshop > opens and 2 more (no reason given)',
  ])
  expect(ending.slice(-2)).toEqual([`failed: ${failures[2]?.name}\n${failures[2]?.reason}`, '1 passed, 3 failed, 5 skipped'])
})
