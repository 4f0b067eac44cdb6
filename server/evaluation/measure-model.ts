import type { GateVerdict, LabelThreshold } from '#shared/domain/evaluation.ts'
import type { Label } from '#shared/ontology.ts'
import { labelMetrics, mainMetric, tasks } from '#shared/tasks/index.ts'
import { calibrateScores } from './calibrate-scores.ts'
import { calibrateThresholds } from './calibrate-thresholds.ts'
import { DEFAULT_GATE_RULES, decideGate, type GateFigures } from './decide-gate.ts'
import { pairedBootstrap } from './paired-bootstrap.ts'
import { evaluationOf, outcomesOf, resampledMetric } from './tasks/index.ts'
import type { Measurement } from './tasks/task-evaluation.ts'

/** From which score on each label's suggestions reach the asked precision, and what its scores are worth, measured on the validation split. */
export function thresholdsOf(measurement: Measurement, targetPrecision: number): LabelThreshold[] {
  const truths = new Map<string, number>()
  for (const { truth } of measurement.images) for (const { label } of truth) truths.set(label, (truths.get(label) ?? 0) + 1)
  const outcomes = outcomesOf(measurement)
  const calibrations = calibrateScores(outcomes, measurement.labels)
  return calibrateThresholds({ outcomes, truths, labels: measurement.labels, targetPrecision }).map((threshold) => {
    const calibration = calibrations.get(threshold.label)
    return calibration ? { ...threshold, calibration } : threshold
  })
}

/** The gate: challenger against champion (null for the first model) on the same images of the frozen test split. */
export async function gateOf(
  challenger: Measurement,
  champion: (Measurement & { version: number }) | null,
  rules: { ontology: readonly Label[]; latencyCapMs: number | null; seed: number },
): Promise<GateVerdict> {
  const bootstrap =
    champion &&
    (await pairedBootstrap({ champion: resampledMetric(champion), challenger: resampledMetric(challenger), seed: rules.seed }))
  const marginOf = Object.fromEntries(rules.ontology.map(({ name, margin }) => [name, margin]))
  const decision = decideGate({
    metric: tasks[challenger.task],
    challenger: gateFigures(challenger),
    against: champion && bootstrap && { champion: gateFigures(champion), bootstrap },
    rules: { ...DEFAULT_GATE_RULES, marginOf, latencyCapMs: rules.latencyCapMs },
  })
  return { ...decision, against: champion?.version ?? null, decidedAt: Date.now() }
}

function gateFigures(measurement: Measurement): GateFigures {
  const evaluation = evaluationOf(measurement)
  return { value: mainMetric(evaluation), perLabel: labelMetrics(evaluation), latencyMs: evaluation.latencyMs }
}
