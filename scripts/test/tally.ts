import type { TestCase, TestModule } from 'vitest/node'

/** How many tests ended how, and why some did not run. */
export interface Tally {
  passed: number
  failed: number
  skips: { name: string; reason: string }[]
}

const NOTHING_GIVEN = 'no reason given'
const REASON_IN_TITLE = /\(skipped: ([^)]*)\)/

/** Counts every test; a file that could not be loaded, and an error outside of all tests, each count as one that failed. */
export function tallyOf(modules: readonly TestModule[], errorsOutside: number): Tally {
  const tests = modules.flatMap((module) => [...module.children.allTests()])
  const broken = modules.filter((module) => module.errors().length > 0).length
  return {
    passed: count(tests, 'passed'),
    failed: count(tests, 'failed') + count(tests, 'pending') + broken + errorsOutside,
    skips: tests.filter((test) => test.result().state === 'skipped').map(skipOf),
  }
}

/** Two tallies in one. */
export function added(one: Tally, other: Tally): Tally {
  return { passed: one.passed + other.passed, failed: one.failed + other.failed, skips: [...one.skips, ...other.skips] }
}

/** The last line of `npm test`. */
export function summary({ passed, failed, skips }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skips.length} skipped`
}

/** The reason is the note given to `context.skip(note)`, else the words `(skipped: …)` in the title of the test or of what holds it. */
function skipOf(test: TestCase): Tally['skips'][number] {
  const result = test.result()
  const note = result.state === 'skipped' ? result.note : undefined
  return { name: test.fullName, reason: note ?? REASON_IN_TITLE.exec(test.fullName)?.[1] ?? NOTHING_GIVEN }
}

function count(tests: readonly TestCase[], state: 'passed' | 'failed' | 'pending'): number {
  return tests.filter((test) => test.result().state === state).length
}
