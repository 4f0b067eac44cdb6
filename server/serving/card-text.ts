import { labelMetrics, mainMetric, tasks } from '#shared/tasks/index.ts'
import type { CardDraft, ModelCard } from './model-card.ts'

const DIGITS = 3

/** A model card as Markdown, for people (after Mitchell et al. 2019, "Model Cards for Model Reporting"). */
export function cardText(card: ModelCard): string {
  return cardParts(card, [...section('What goes in', inputLines(card)), ...section('What comes out', outputLines(card))])
}

/** A card of a model that stays where it is: all but how its files are to be given and read. */
export const draftText = (card: CardDraft): string => cardParts(card, [])

function cardParts(card: CardDraft, files: readonly string[]): string {
  return [
    `# ${card.project}, model v${card.version}`,
    `${tasks[card.task].title} by the architecture \`${card.architecture}\`, ${card.training.weights} weights, made ${card.createdAt}.`,
    ...files,
    ...section('How good it is', figureLines(card)),
    ...section('What it learned from', dataLines(card)),
    ...section('How it was trained', trainingLines(card)),
    ...section('Who agreed', decisionLines(card)),
    ...section('Licence', licenceLines(card)),
    '',
  ].join('\n\n')
}

const section = (title: string, lines: readonly string[]): string[] => [`## ${title}`, ...lines]

const inputLines = ({ files: { input }, inputSize: { width, height } }: ModelCard): string[] => [
  `\`${input.name}\`: ${input.type} [${input.shape.map((side) => side ?? 'n').join(', ')}]; n images of ${width} x ${height} pixels at once.`,
  input.convention,
]

const outputLines = ({ files: { output }, labelNames, thresholds }: ModelCard): string[] => [
  `\`${output.name}\`: ${output.decoding}`,
  table(
    ['Channel', 'Label', 'Shown from score'],
    labelNames.map((label, channel) => [String(channel), label || '(nothing)', figure(thresholdOf(thresholds, label))]),
  ),
]

function figureLines({ task, figures: { test, validation } }: CardDraft): string[] {
  const { metricTitle, labelMetricTitle } = tasks[task]
  const measured = [
    ...(test ? [{ split: 'test', evaluation: test }] : []),
    ...(validation ? [{ split: 'validation', evaluation: validation }] : []),
  ]
  if (measured.length === 0) return ['It was not measured.']
  return measured.flatMap(({ split, evaluation }) => [
    `${metricTitle} on the ${split} split (${evaluation.images} images): ${figure(mainMetric(evaluation))}`,
    table(
      ['Label', labelMetricTitle, 'Examples'],
      labelMetrics(evaluation).map(({ label, value, count }) => [label, figure(value), String(count)]),
    ),
  ])
}

function dataLines({ data }: CardDraft): string[] {
  if (!data) return ['Nothing of this project: it was published ready to use.']
  const images = Object.entries(data.images).map(([split, count]) => `${count} ${split}`)
  return [
    `Snapshot ${data.snapshot}, SHA-256 \`${data.digest}\`; images: ${images.join(', ')}.`,
    table(
      ['Label', 'Train', 'Validation', 'Test'],
      data.labels.map(({ label, train, validation, test }) => [label, ...[train, validation, test].map(String)]),
    ),
  ]
}

const trainingLines = ({ training: { seed, parameters, engine, seconds } }: CardDraft): string[] => [
  `${engine}, ${Math.round(seconds)} seconds, seed ${seed ?? '-'}.`,
  ...(Object.keys(parameters).length === 0
    ? []
    : [
        table(
          ['Parameter', 'Value'],
          Object.entries(parameters).map(([name, value]) => [name, valueText(value)]),
        ),
      ]),
]

/** Empty where nobody was asked and nobody wrote anything. */
function decisionLines({ decision: { gate, approval, note } }: CardDraft): string[] {
  return [
    ...(gate
      ? [`The gate: ${gate.verdict === 'promote' ? 'passed' : 'held'}. ${gate.reasons.join(' ')}`]
      : ['It was not judged at a gate.']),
    ...(approval && approval.state !== 'waiting'
      ? [`A person ${approval.state} it${approval.reason ? `: ${approval.reason}` : ''}.`]
      : []),
    ...(note ? [note] : []),
  ]
}

const valueText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const licenceLines = ({ pretrained }: CardDraft): string[] =>
  pretrained
    ? [
        `It began with ${pretrained.name}, from ${pretrained.source}, licence ${pretrained.licence}. What it learned since belongs to whoever owns the labels.`,
      ]
    : ['It began from nothing: it belongs to whoever owns the labels.']

const thresholdOf = (thresholds: ModelCard['thresholds'], label: string): number | null =>
  thresholds.find((each) => each.label === label)?.threshold ?? null

const figure = (value: number | null): string => (value === null ? '-' : value.toFixed(DIGITS))

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cellText).join(' | ')} |`).join('\n')

const cellText = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
