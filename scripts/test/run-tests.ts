// The program behind `npm test`: its last line is `N passed, N failed, N skipped`, whatever happens before.
import { startVitest } from 'vitest/node'
import { runChecks } from './checks.ts'
import { added, ending, type Tally, tallyOf } from './tally.ts'

const filters = process.argv.slice(2)
const checks = await runChecks()
const tests = await runTests()
const total = added(checks, tests)

process.stdout.write(`${ending(total).join('\n')}\n`, () => process.exit(total.failures.length > 0 ? 1 : 0))

/** Nothing that goes wrong outside of the tests (a wrong configuration, a global set-up that fails) may pass for success. */
async function runTests(): Promise<Tally> {
  try {
    const vitest = await startVitest('test', filters, { watch: false })
    const tally = tallyOf(vitest.state.getTestModules(), vitest.state.getUnhandledErrors())
    await vitest.close()
    return tally
  } catch (error) {
    console.error(error)
    return { passed: 0, failures: [{ name: 'the run of tests', reason: String(error) }], skips: [] }
  }
}
