// The program behind `npm test`: its last line is `N passed, N failed, N skipped`, whatever happens before.
import { startVitest } from 'vitest/node'
import { runChecks } from './checks.ts'
import { added, summary, type Tally, tallyOf } from './tally.ts'

const filters = process.argv.slice(2)
const checks = await runChecks()
const tests = await runTests()
const total = added(checks, tests)

for (const { name, reason } of total.skips) console.log(`skipped: ${name} (${reason})`)
process.stdout.write(`${summary(total)}\n`, () => process.exit(total.failed > 0 ? 1 : 0))

/** Nothing that goes wrong outside of the tests (a wrong configuration, a global set-up that fails) may pass for success. */
async function runTests(): Promise<Tally> {
  try {
    const vitest = await startVitest('test', filters, { watch: false })
    const tally = tallyOf(vitest.state.getTestModules(), vitest.state.getUnhandledErrors().length)
    await vitest.close()
    return tally
  } catch (error) {
    console.error(error)
    return { passed: 0, failed: 1, skips: [] }
  }
}
