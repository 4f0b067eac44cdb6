/**
 * A text that no other process with the same id ever has (boot and start time), or null when no such process lives.
 * A zombie lives no more, unless threads of it still do (and hold its files and ports).
 * Windows tells no start time cheaply: there the id alone counts.
 */
export function processStamp(pid: number): string | null
