import { Split } from '#shared/domain/asset.ts'
import type { Snapshot } from '#shared/domain/training.ts'
import type { VersionCard, VersionLimit } from '#shared/routes/versions.ts'

const PERCENT = 100
const SAID = {
  'few-examples': ({ labels, figure }) => `Fewer than ${figure} training examples of: ${labels.join(', ')}.`,
  'not-tested': ({ labels }) => `Not in the test split, so that no figure is about them: ${labels.join(', ')}.`,
  'small-test': ({ figure }) => `The test split holds ${figure} images: intervals of its figures are wide.`,
  skewed: ({ figure }) => `The most frequent label has ${figure} times the annotations of the rarest.`,
  'small-objects': ({ figure }) => `Half of the objects are smaller than ${(figure * PERCENT).toFixed(1)} % of the image's side.`,
  'mostly-proposed': ({ figure }) =>
    `${percent(figure)} of the annotations were proposed by models: people tend to let those pass.`,
  'mostly-imported': ({ figure }) =>
    `${percent(figure)} of the annotations came with an import and no person here has touched them.`,
  'one-person': () => 'One person has decided everything: nothing is known of how far two would agree.',
} as const satisfies Record<VersionLimit['kind'], (limit: VersionLimit) => string>

/** A version's data card as Markdown (after Gebru et al., "Datasheets for Datasets", and Pushkarna et al., "Data Cards"). */
export function cardText(project: string, snapshot: Snapshot, card: VersionCard | null): string {
  const { number, digest, marks, assets, annotations, createdAt } = snapshot
  const images = Split.options.reduce((sum, split) => sum + assets[split], 0)
  const sections = [
    `# ${project}, version ${number}${marks?.name ? `: ${marks.name}` : ''}`,
    marks?.note,
    `${images} images with ${annotations} approved annotations${card ? ` for ${card.task}` : ''}, frozen ${new Date(createdAt).toISOString()}. SHA-256 \`${digest}\`.`,
    marks?.tags && marks.tags.length > 0 && `Tags: ${marks.tags.join(', ')}.`,
    '## Splits',
    table(
      ['split', 'images'],
      Split.options.map((split) => [split, assets[split]]),
    ),
    '## Labels',
    table(
      ['label', ...Split.options],
      snapshot.labels.map((one) => [one.label, ...Split.options.map((split) => one[split])]),
    ),
    ...(card ? detailsOf(card) : []),
    '## Licence',
    'Not stated here: whoever brought the images knows under which terms they may be used.',
  ]
  return `${sections.filter((section) => typeof section === 'string' && section !== '').join('\n\n')}\n`
}

function detailsOf({ origins, people, shapes, sizes, otherSizes, objects, limits }: VersionCard): string[] {
  return [
    '## Where the annotations come from',
    table(
      ['made by', 'annotations'],
      origins.map(({ name, count }) => [name, count]),
    ),
    table(
      ['decided last by', 'annotations'],
      people.map(({ name, annotations }) => [name ?? 'nobody', annotations]),
    ),
    '## What is in the images',
    table(
      ['shape', 'annotations'],
      shapes.map(({ name, count }) => [name, count]),
    ),
    table(
      ['annotations on an image', 'images'],
      objects.map(({ count, images }) => [count, images]),
    ),
    table(
      ['width x height', 'images'],
      sizes.map(({ name, count }) => [name.replace('x', ' x '), count]),
    ),
    otherSizes > 0 ? `… and ${otherSizes} sizes more.` : '',
    '## Known limits',
    limits.length === 0 ? 'None were found by counting.' : limits.map((limit) => `- ${SAID[limit.kind](limit)}`).join('\n'),
  ]
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  if (rows.length === 0) return ''
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

const percent = (share: number): string => `${Math.round(share * PERCENT)} %`
