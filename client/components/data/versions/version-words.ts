import type { Leak } from '#shared/domain/version.ts'
import type { VersionLimit } from '#shared/routes/versions.ts'
import { nounOf, SHAPE_KINDS } from '#shared/shapes/index.ts'
import { count, percent } from '../../../figures.ts'
import { translated } from '../../../heard.ts'
import { t } from '../../../i18n.ts'

/** What whoever uses a version should know, as sentences. */
export const LIMIT_WORDS = {
  'few-examples': ({ labels, figure }) =>
    t('Fewer than {{figure}} training examples of {{labels}}.', { figure: count(figure), labels: labels.join(', ') }),
  'not-tested': ({ labels }) =>
    t('Not in the test split, so that no figure is about them: {{labels}}.', { labels: labels.join(', ') }),
  'small-test': ({ figure }) =>
    t('The test split holds {{figure}} images: intervals of its figures are wide.', { figure: count(figure) }),
  skewed: ({ figure }) => t('The most frequent label has {{figure}} times the labels of the rarest.', { figure: count(figure) }),
  'small-objects': ({ figure }) =>
    t('Half of the objects are smaller than {{share}} of the image’s side.', { share: percent(figure) }),
  'mostly-proposed': ({ figure }) =>
    t('{{share}} of the labels were proposed by models: people tend to let those pass.', { share: percent(figure) }),
  'mostly-imported': ({ figure }) =>
    t('{{share}} of the labels came with an import and no person here has touched them.', { share: percent(figure) }),
  'one-person': () => t('One person has decided everything: nothing is known of how far two would agree.'),
} as const satisfies Record<VersionLimit['kind'], (limit: VersionLimit) => string>

/** Why images belong in one split. */
export const LEAK_WORDS = {
  'near-duplicate': t('look alike'),
  group: t('are of one group'),
  video: t('are of one video'),
  metadata: t('are of one source by their metadata'),
  name: t('are named alike'),
} as const satisfies Record<Leak['kind'], string>

const ORIGINS: Readonly<Record<string, () => string>> = {
  person: () => t('people'),
  model: () => t('models, decided by people'),
  functions: () => t('labeling functions, decided by people'),
}

/** Who made labels. */
export function originWord(origin: string, titleOf: (format: string) => string): string {
  const [kind = '', ...format] = origin.split(' ')
  if (kind === 'file') return t('proposals in {{format}}, decided by people', { format: titleOf(format.join(' ')) })
  return ORIGINS[origin]?.() ?? t('import of {{format}}', { format: titleOf(format.join(' ')) })
}

/** What people call the shape of labels: "rotated box". */
export function shapeWord(name: string): string {
  const kind = SHAPE_KINDS.find((one) => one === name)
  return kind === undefined ? name : translated(nounOf(kind))
}
