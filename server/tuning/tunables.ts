import { type AugmentationPart, type AugmentationUnit, augmentationParts } from '#shared/domain/augmentation.ts'
import type { SearchParameter } from '#shared/domain/study.ts'
import type { Tunable } from '#shared/routes/studies.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import type { Architecture } from '../ml/architectures/architecture.ts'
import { architectures } from '../ml/architectures/index.ts'
import type { TrainingParameters } from '../ml/training/parameters.ts'

type Name = keyof TrainingParameters
type Range = Pick<Tunable, 'title' | 'sentence' | 'recommended'> & { range: Unnamed }
type Unnamed = Distribute<SearchParameter>
type Distribute<P> = P extends SearchParameter ? Omit<P, 'name'> : never

/** What decides how long a run is, how large its images are or what it learns from is not searched: runs must compare. */
export const NOT_SEARCHED = [
  'epochs',
  'timeBudgetSeconds',
  'inputWidth',
  'inputHeight',
  'patience',
  'startingPoint',
  'warmStart',
  'trainOnValidation',
] as const satisfies readonly Name[]

const PARAMETERS = {
  learningRate: {
    title: 'Learning rate',
    sentence: 'How far every step goes. Matters most; pretrained networks want less.',
    recommended: true,
    range: { type: 'float', low: 1e-4, high: 1e-2, scale: 'log' },
  },
  batchSize: {
    title: 'Batch size',
    sentence: 'Images per step. More of them make fewer, steadier steps.',
    recommended: true,
    range: { type: 'choice', choices: [4, 8, 16] },
  },
  weightDecay: {
    title: 'Weight decay',
    sentence: 'How strongly weights are drawn to 0, against learning by heart.',
    recommended: false,
    range: { type: 'float', low: 1e-6, high: 1e-2, scale: 'log' },
  },
  mixedSizes: {
    title: 'Mixed sizes',
    sentence: 'Share by which a batch may be larger or smaller than usual.',
    recommended: false,
    range: { type: 'float', low: 0, high: 0.4, scale: 'linear' },
  },
  balance: {
    title: 'Balance of labels',
    sentence: 'Labels on a smaller share of the images than this are shown more often.',
    recommended: false,
    range: { type: 'float', low: 0, high: 1, scale: 'linear' },
  },
  evenLabels: {
    title: 'Weight of rare labels',
    sentence: 'How far rare labels weigh more: at 0 every object counts the same, at 1 every label does.',
    recommended: false,
    range: { type: 'float', low: 0, high: 1, scale: 'linear' },
  },
  headFirst: {
    title: 'Head first',
    sentence: 'Share of the run in which only a new head learns, before a pretrained body joins.',
    recommended: false,
    range: { type: 'float', low: 0, high: 0.5, scale: 'linear' },
  },
  ignoreUnlabelled: {
    title: 'Leave doubtful places out',
    sentence: 'Whether what a model finds without a label there is left out of the lesson.',
    recommended: false,
    range: { type: 'boolean' },
  },
} as const satisfies Record<Exclude<Name, AugmentationPart | (typeof NOT_SEARCHED)[number]>, Range>

const OF_UNIT = {
  switch: { type: 'boolean' },
  share: { type: 'float', low: 0, high: 0.5, scale: 'linear' },
  chance: { type: 'float', low: 0, high: 1, scale: 'linear' },
  degrees: { type: 'float', low: 0, high: 30, scale: 'linear' },
} as const satisfies Record<AugmentationUnit, Unnamed>

const AUGMENTATION = 'Training images are varied by it.'
/** Parts that differ most from one set of images to the next. */
const RECOMMENDED_PARTS: readonly string[] = ['scale', 'rotationDegrees', 'mosaic'] satisfies AugmentationPart[]

/** Everything a study of this task can search, what matters most first. */
export function tunablesFor(task: TaskId): Tunable[] {
  const parts = Object.entries(augmentationParts).map(([name, { title, unit }]) => ({
    title,
    sentence: AUGMENTATION,
    recommended: RECOMMENDED_PARTS.includes(name),
    parameter: { name, ...OF_UNIT[unit] },
  }))
  const others = Object.entries<Range>(PARAMETERS).map(([name, { range, ...words }]) => ({
    ...words,
    parameter: { name, ...range } as SearchParameter,
  }))
  return [...architecturesOf(task), ...others, ...parts]
}

function architecturesOf(task: TaskId): Tunable[] {
  const choices = Object.values<Architecture>(architectures).flatMap(({ id, tasks }) => (tasks.includes(task) ? [id] : []))
  if (choices.length < 2) return []
  const sentence = 'The network. Each may want a learning rate of its own.'
  return [{ title: 'Architecture', sentence, recommended: false, parameter: { type: 'choice', name: 'architecture', choices } }]
}
