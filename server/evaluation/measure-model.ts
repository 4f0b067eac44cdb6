import type { GateVerdict, LabelThreshold } from '#shared/domain/evaluation.ts'
import type { LoopSettings } from '#shared/domain/project.ts'
import { HUMAN_SECONDS } from '#shared/human-cost.ts'
import type { Label } from '#shared/ontology.ts'
import { probabilityOf } from '#shared/score-calibration.ts'
import { labelMetrics, mainMetric, tasks } from '#shared/tasks/index.ts'
import { calibrateScores } from './calibrate-scores.ts'
import { calibrateThresholds, type Worth } from './calibrate-thresholds.ts'
import {
  BYTES_PER_MB,
  DEFAULT_GATE_RULES,
  decideGate,
  type GateFigures,
  type GateRules,
  type NewestComparison,
} from './decide-gate.ts'
import { pairedBootstrap } from './paired-bootstrap.ts'
import { reliability } from './reliability.ts'
import { evaluationOf, outcomesOf, resampledMetric } from './tasks/index.ts'
import type { Measurement } from './tasks/task-evaluation.ts'

/**
 * From which score on each label's suggestions are worth showing, and what its scores are worth, measured on the validation split. Without a
 * precision that the project asks for it is what saves people's time in this task.
 */
export function thresholdsOf(measurement: Measurement, targetPrecision: number | null): LabelThreshold[] {
  const truths = new Map<string, number>()
  for (const { truth } of measurement.images) for (const { label } of truth) truths.set(label, (truths.get(label) ?? 0) + 1)
  const outcomes = outcomesOf(measurement)
  const calibrations = calibrateScores(outcomes, measurement.labels)
  const worth = targetPrecision === null ? worthShowing(measurement.task) : { precision: targetPrecision }
  return calibrateThresholds({ outcomes, truths, labels: measurement.labels, worth }).map((threshold) => {
    const calibration = calibrations.get(threshold.label)
    return calibration ? { ...threshold, calibration } : threshold
  })
}

// A shape is drawn in several times what deciding on one takes: it pays to show each that is right often enough to make up for those that are
// rejected. A class or a number is chosen as fast as it is decided on: what counts there is that people can trust what they see.
const worthShowing = (task: Measurement['task']): Worth =>
  tasks[task].shape === 'whole' ? { precision: PRECISION_OF_WHOLES } : { chance: HUMAN_SECONDS.decide / HUMAN_SECONDS.draw }
const PRECISION_OF_WHOLES = 0.7

/** A model as the gate sees it: what it said of the test split, how its scores are read, what it weighs. */
export interface Judged {
  readonly measurement: Measurement
  readonly thresholds: readonly LabelThreshold[]
  readonly bytes: number
}

/** What both said of the newest approved images; the measurements are null where there are too few. */
export interface NewestImages {
  readonly images: number
  readonly snapshotNumber: number
  readonly measured: { readonly champion: Measurement; readonly challenger: Measurement } | null
}

export interface GateQuestion {
  readonly challenger: Judged
  /** Null for the first model. */
  readonly champion: (Judged & { readonly version: number }) | null
  /** How many times the champion's approved training labels the challenger learned from; null where that is not known. */
  readonly timesLabels: number | null
  /** Null where the project does not ask them. */
  readonly newest: NewestImages | null
  readonly ontology: readonly Label[]
  readonly settings: LoopSettings['gate']
  readonly seed: number
}

/** The gate: challenger against champion on the same images of the frozen test split, and on the newest approved ones. */
export async function gateOf(question: GateQuestion): Promise<GateVerdict> {
  const { challenger, champion, timesLabels, ontology, settings, seed } = question
  const decision = decideGate({
    metric: tasks[challenger.measurement.task],
    challenger: gateFigures(challenger),
    against: champion && {
      champion: gateFigures(champion),
      bootstrap: await compared(champion.measurement, challenger.measurement, seed),
      timesLabels,
      ...(await newestComparison(question)),
    },
    rules: rulesOf(settings, ontology),
  })
  return { ...decision, against: champion?.version ?? null, decidedAt: Date.now() }
}

/** What a project asks of a challenger, as the gate reads it. */
function rulesOf(settings: LoopSettings['gate'], ontology: readonly Label[]): GateRules {
  return {
    ...DEFAULT_GATE_RULES,
    marginOf: Object.fromEntries(ontology.map(({ name, margin }) => [name, margin])),
    minimumProbability: settings.certainty,
    leastGain: settings.leastGain,
    latencyCapMs: settings.latencyCapMs,
    calibrationMargin: settings.calibrationMargin,
    sizeCap: settings.sizeCapMb === null ? null : settings.sizeCapMb * BYTES_PER_MB,
    newestMargin: settings.newest.margin,
  }
}

async function newestComparison({ newest, settings, seed }: GateQuestion): Promise<{ newest?: NewestComparison }> {
  if (!newest) return {}
  const { images, snapshotNumber, measured } = newest
  const difference = measured && (await compared(measured.champion, measured.challenger, seed))
  return { newest: { least: settings.newest.images, images, snapshotNumber, difference } }
}

const compared = (champion: Measurement, challenger: Measurement, seed: number) =>
  pairedBootstrap({ champion: resampledMetric(champion), challenger: resampledMetric(challenger), seed })

function gateFigures({ measurement, thresholds, bytes }: Judged): GateFigures {
  const evaluation = evaluationOf(measurement)
  return {
    value: mainMetric(evaluation),
    perLabel: labelMetrics(evaluation),
    latencyMs: evaluation.latencyMs,
    calibrationError: calibrationError(measurement, thresholds),
    bytes,
  }
}

/** The expected calibration error of what people and the queue are told: scores as they were calibrated per label on the validation split. */
function calibrationError(measurement: Measurement, thresholds: readonly LabelThreshold[]): number | null {
  const calibrations = new Map(thresholds.map(({ label, calibration }) => [label, calibration]))
  const told = outcomesOf(measurement).map((outcome) => ({
    ...outcome,
    score: probabilityOf(calibrations.get(outcome.label), outcome.score),
  }))
  return reliability(told).error
}
