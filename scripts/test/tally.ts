import type { SerializedError, TestCase, TestModule, TestSuite } from 'vitest/node'
import { groupBy } from '#shared/group-by.ts'

/** How many tests ended how, and why some did not run or did not pass. */
export interface Tally {
  passed: number
  failures: { name: string; reason: string }[]
  skips: { name: string; reason: string }[]
}

const NOTHING_GIVEN = 'no reason given'
const REASON_IN_TITLE = /\(skipped: ([^)]*)\)/

/**
 * Counts every test. A file that could not be loaded, a group whose preparation or tidying failed (its tests do not even run), a test that never
 * ended, and an error outside of all tests each count as one that failed.
 */
export function tallyOf(modules: readonly TestModule[], outside: readonly unknown[]): Tally {
  const tests = modules.flatMap((module) => [...module.children.allTests()])
  const groups = modules.flatMap((module) => [module, ...module.children.allSuites()])
  const failures = [
    ...groups
      .filter((group) => group.errors().length > 0)
      .map((group) => ({ name: nameOf(group), reason: reasonOf(group.errors()) })),
    ...tests
      .filter(hasNotPassed)
      .map((test) => ({ name: nameOf(test), reason: reasonOf(test.result().errors ?? []) || 'never ended' })),
    ...outside.map((error) => ({ name: 'outside of all tests', reason: String(error) })),
  ]
  return {
    passed: tests.filter((test) => test.result().state === 'passed').length,
    failures,
    skips: tests.filter((test) => test.result().state === 'skipped').map(skipOf),
  }
}

/** Two tallies in one. */
export function added(one: Tally, other: Tally): Tally {
  return {
    passed: one.passed + other.passed,
    failures: [...one.failures, ...other.failures],
    skips: [...one.skips, ...other.skips],
  }
}

/**
 * What to know when only the end of the output is at hand: a line for every reason why tests were skipped, then what failed and why, then the
 * summary.
 */
export function ending(tally: Tally): string[] {
  const skips = [...groupBy(tally.skips, ({ reason }) => reason)].map(([reason, group]) => {
    const more = group.length > 1 ? ` and ${group.length - 1} more` : ''
    return `skipped: ${group[0]?.name}${more} (${reason})`
  })
  return [...skips, ...tally.failures.map(({ name, reason }) => `failed: ${name}\n${reason}`), summary(tally)]
}

/** The last line of `npm test`. */
function summary({ passed, failures, skips }: Tally): string {
  return `${passed} passed, ${failures.length} failed, ${skips.length} skipped`
}

/** The reason is the note given to `context.skip(note)`, else the words `(skipped: …)` in the title of the test or of what holds it. */
function skipOf(test: TestCase): Tally['skips'][number] {
  const result = test.result()
  const note = result.state === 'skipped' ? result.note : undefined
  return { name: test.fullName, reason: note ?? REASON_IN_TITLE.exec(test.fullName)?.[1] ?? NOTHING_GIVEN }
}

function hasNotPassed(test: TestCase): boolean {
  return ['failed', 'pending'].includes(test.result().state)
}

function nameOf(item: TestCase | TestSuite | TestModule): string {
  return item.type === 'module' ? item.relativeModuleId : `${item.module.relativeModuleId} > ${item.fullName}`
}

/** Of each error its message and where it was thrown. */
function reasonOf(errors: readonly SerializedError[]): string {
  const reasons = errors.map(({ message, stacks }) => {
    const [place] = stacks ?? []
    return place === undefined ? message : `${message}\n    at ${place.file}:${place.line}`
  })
  return reasons.join('\n')
}
