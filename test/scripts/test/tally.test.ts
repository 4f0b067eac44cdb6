import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runProgram } from '../../support/run-program.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const COUNTING = `
  import { writeFileSync } from 'node:fs'
  import { startVitest } from 'vitest/node'
  import { summary, tallyOf } from './scripts/test/tally.ts'
  const vitest = await startVitest('test', [], { root: process.argv[1], config: false, watch: false, globals: true, reporters: [] })
  const tally = tallyOf(vitest.state.getTestModules(), vitest.state.getUnhandledErrors().length)
  await vitest.close()
  writeFileSync(process.argv[1] + '/tally.json', JSON.stringify({ ...tally, line: summary(tally) }))
`

const TESTS = `
  it('passes', () => undefined)
  it('fails', () => expect(1).toBe(2))
  it('wants a camera', (context) => context.skip('no camera here'))
  describe.skip('all of the moon (skipped: it is day)', () => it('shines', () => undefined))
  it.skip('sleeps', () => undefined)
`

it('the last line counts what passed, failed and was skipped, and every skip has its reason', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'some.test.js'), TESTS)
  writeFileSync(join(folder, 'broken.test.js'), 'import "./not-there.js"')
  await runProgram(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', COUNTING, folder])
  expect(JSON.parse(readFileSync(join(folder, 'tally.json'), 'utf8'))).toEqual({
    passed: 1,
    failed: 2,
    skips: [
      { name: 'wants a camera', reason: 'no camera here' },
      { name: 'all of the moon (skipped: it is day) > shines', reason: 'it is day' },
      { name: 'sleeps', reason: 'no reason given' },
    ],
    line: '1 passed, 2 failed, 3 skipped',
  })
})
