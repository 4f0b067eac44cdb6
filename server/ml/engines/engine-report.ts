import type { EngineId } from './engine.ts'

/** One engine as found on this machine: its measured speed, or why it is not there. */
export type EngineReport =
  | { id: EngineId; available: true; description: string; imagesPerSecond: number }
  | { id: EngineId; available: false; reason: string }

/** The reports with the fastest engine first, and those that are not there last. */
export function fastestFirst(reports: readonly EngineReport[]): EngineReport[] {
  return [...reports].sort((a, b) => speedOf(b) - speedOf(a))
}

function speedOf(report: EngineReport): number {
  return report.available ? report.imagesPerSecond : 0
}
