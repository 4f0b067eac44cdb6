import type { SignalReport } from '#shared/domain/monitoring.ts'

/** A raised alert is settled once chance alone brings such a difference this often, before any correction … */
const SETTLED_P = 0.2
/** … or the difference is smaller than this part of the line. */
const SETTLED_PART = 0.5

/**
 * What a tested window does to the alerts: raised where a signal drifted, settled only far below that (hysteresis), so that what lies at the
 * line does not flicker. What was not tested stays as it is.
 */
export function judgeAlerts(
  signals: readonly SignalReport[],
  raised: ReadonlySet<string>,
): { raise: SignalReport[]; settle: SignalReport[] } {
  return {
    raise: signals.filter(({ signal, state }) => state === 'drifted' && !raised.has(signal)),
    settle: signals.filter((report) => raised.has(report.signal) && report.state === 'steady' && isFarBelow(report)),
  }
}

const isFarBelow = ({ p, size, line }: SignalReport): boolean => p >= SETTLED_P || size < line * SETTLED_PART
