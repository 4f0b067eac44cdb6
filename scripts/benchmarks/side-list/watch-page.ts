import type { Page } from 'playwright-core'

/** What a page felt like while somebody worked on it. */
export interface Felt {
  /** Milliseconds of the longest task of the main thread; 50 where none was longer. */
  readonly longestTask: number
  readonly tasksOver100: number
  /** Milliseconds from the press to the first listener. */
  readonly inputDelayP95: number
  /** Milliseconds from the press to the frame that shows what it did. */
  readonly answerP95: number
  readonly inputs: number
}

declare global {
  interface Window {
    felt: { tasks: number[]; delays: number[]; answers: number[] }
  }
}

const INPUTS = ['keydown', 'pointerdown', 'wheel'] as const

/** Begins to watch: long tasks, and the delay and the answer of every input. */
export async function watchPage(page: Page): Promise<void> {
  await page.evaluate((inputs) => {
    window.felt = { tasks: [], delays: [], answers: [] }
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.felt.tasks.push(duration)
    }).observe({ type: 'longtask' })
    for (const type of inputs)
      window.addEventListener(
        type,
        ({ timeStamp }) => {
          window.felt.delays.push(performance.now() - timeStamp)
          requestAnimationFrame(() => setTimeout(() => window.felt.answers.push(performance.now() - timeStamp)))
        },
        { capture: true, passive: true },
      )
  }, INPUTS)
}

/** What was felt since. */
export async function felt(page: Page): Promise<Felt> {
  const { tasks, delays, answers } = await page.evaluate(() => window.felt)
  return {
    longestTask: Math.max(LONG_TASK_MS, ...tasks),
    tasksOver100: tasks.filter((task) => task > ALLOWED_TASK_MS).length,
    inputDelayP95: p95(delays),
    answerP95: p95(answers),
    inputs: delays.length,
  }
}

/** A browser reports tasks from here on. */
const LONG_TASK_MS = 50
const ALLOWED_TASK_MS = 100

function p95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.95) - 1)] ?? 0
}
