import type { EngineReport } from '#shared/domain/engine.ts'

/** The reports with the fastest engine first, and those that are not there last. */
export function fastestFirst(reports: readonly EngineReport[]): EngineReport[] {
  return [...reports].sort((a, b) => speedOf(b) - speedOf(a))
}

function speedOf(report: EngineReport): number {
  return report.available ? report.imagesPerSecond : 0
}
