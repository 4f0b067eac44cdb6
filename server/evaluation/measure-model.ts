import type { Split } from '#shared/domain/asset.ts'
import { type Evaluation, type GateVerdict, type LabelThreshold, labelMetrics, mainMetric } from '#shared/domain/evaluation.ts'
import type { TaskId } from '#shared/domain/task.ts'
import type { Label } from '#shared/ontology.ts'
import { accuracyMetric } from './accuracy-metric.ts'
import { calibrateThresholds } from './calibrate-thresholds.ts'
import { DEFAULT_GATE_RULES, decideGate, type GateFigures } from './decide-gate.ts'
import type { DetectionImage } from './detection-images.ts'
import { type ClassifiedImage, evaluateClassification } from './evaluate-classification.ts'
import { evaluateDetection } from './evaluate-detection.ts'
import { judgeClassifications, judgeDetections, type Outcome } from './judge-outcomes.ts'
import { map50Metric } from './map50-metric.ts'
import { pairedBootstrap } from './paired-bootstrap.ts'
import type { ResampledMetric } from './resampled-metric.ts'

/** One image of a split with its approved labels and what a model said of it. Boxes in pixels; null where the whole image is meant. */
export interface MeasuredImage {
  readonly truth: readonly { label: string; box: Rectangle | null }[]
  readonly predictions: readonly { label: string; score: number; box: Rectangle | null }[]
}
interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The measured images of one model on one split. */
export interface Measurement {
  readonly task: TaskId
  readonly split: Split
  readonly labels: readonly string[]
  readonly images: readonly MeasuredImage[]
  /** Milliseconds per image. */
  readonly latencyMs: number
}

/** The figures of a model on a split. */
export function evaluationOf(measurement: Measurement): Evaluation {
  const { task, split, labels, latencyMs } = measurement
  const measured = { split, images: measurement.images.length, latencyMs }
  switch (task) {
    case 'detection': {
      const { perLabel, ...figures } = evaluateDetection(detectionImages(measurement), labels)
      return { task, ...measured, ...figures, perLabel: [...perLabel] }
    }
    case 'classification': {
      const { perLabel, ...figures } = evaluateClassification(classifiedImages(measurement), labels)
      return { task, ...measured, ...figures, perLabel: [...perLabel] }
    }
    default:
      return task satisfies never
  }
}

/** From which score on each label's suggestions reach the asked precision, measured on the validation split. */
export function thresholdsOf(measurement: Measurement, targetPrecision: number): LabelThreshold[] {
  const truths = new Map<string, number>()
  for (const { truth } of measurement.images) for (const { label } of truth) truths.set(label, (truths.get(label) ?? 0) + 1)
  return calibrateThresholds({ outcomes: outcomesOf(measurement), truths, labels: measurement.labels, targetPrecision })
}

/** The gate: challenger against champion (null for the first model) on the same images of the frozen test split. */
export function gateOf(
  challenger: Measurement,
  champion: (Measurement & { version: number }) | null,
  rules: { ontology: readonly Label[]; latencyCapMs: number | null; seed: number; metricTitle: string },
): GateVerdict {
  const bootstrap =
    champion && pairedBootstrap({ champion: resampled(champion), challenger: resampled(challenger), seed: rules.seed })
  const marginOf = Object.fromEntries(rules.ontology.map(({ name, margin }) => [name, margin]))
  const decision = decideGate({
    metric: rules.metricTitle,
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

function resampled(measurement: Measurement): ResampledMetric {
  switch (measurement.task) {
    case 'detection':
      return map50Metric(detectionImages(measurement), measurement.labels)
    case 'classification':
      return accuracyMetric(classifiedImages(measurement), measurement.labels)
    default:
      return measurement.task satisfies never
  }
}

function outcomesOf(measurement: Measurement): Outcome[] {
  switch (measurement.task) {
    case 'detection':
      return judgeDetections(detectionImages(measurement), measurement.labels)
    case 'classification':
      return judgeClassifications(classifiedImages(measurement))
    default:
      return measurement.task satisfies never
  }
}

function detectionImages({ images }: Measurement): DetectionImage[] {
  return images.map(({ truth, predictions }) => ({
    truth: truth.flatMap(({ label, box }) => (box ? [{ label, box }] : [])),
    detections: predictions.flatMap(({ label, score, box }) => (box ? [{ label, score, box }] : [])),
  }))
}

// An image without a class, or without any prediction, says nothing about a classifier.
function classifiedImages({ images }: Measurement): (ClassifiedImage & { score: number })[] {
  return images.flatMap(({ truth, predictions }) => {
    const best = predictions.reduce<(typeof predictions)[number] | null>((a, b) => (a && a.score >= b.score ? a : b), null)
    const label = truth[0]?.label
    return label !== undefined && best ? [{ truth: label, predicted: best.label, score: best.score }] : []
  })
}
