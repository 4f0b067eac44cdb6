/**
 * A text that no other process with the same id ever has (boot and start time), or null when no such process lives.
 * Windows tells no start time cheaply: there the id alone counts.
 */
export function processStamp(pid: number): string | null
