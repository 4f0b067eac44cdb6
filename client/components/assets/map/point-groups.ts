import type { EmbeddingMap } from '#shared/domain/embedding.ts'
import type { Ontology } from '#shared/ontology.ts'
import { t } from '../../../i18n.ts'
import type { MAP_COLOURS } from '../../../routes/map-colours.ts'
import { SPLIT_WORDS, STATUS_WORDS } from '../status-words.ts'

export type MapColour = (typeof MAP_COLOURS)[number]

/** Points of one colour: a CSS colour, which may be one of the theme's. */
export interface PointGroup {
  readonly title: string
  readonly color: string
  readonly count: number
}
export interface Grouping {
  readonly groups: readonly PointGroup[]
  /** The group of each point. */
  readonly groupOf: Uint16Array
}

const STATUS_COLORS = {
  new: 'var(--ink-faint)',
  suggested: 'var(--accent)',
  begun: 'var(--accent-ink)',
  review: 'var(--warn)',
  approved: 'var(--good)',
  quarantined: 'var(--bad)',
} as const
const SPLIT_COLORS = { train: 'var(--accent)', validation: 'var(--warn)', test: 'var(--good)' } as const
const NONE_COLOR = 'var(--ink-faint)'
/** From sure to unsure: even steps of Cividis (Nuñez et al. 2018), which stays in order for colour-blind eyes. */
const SURE_TO_UNSURE = ['#00305f', '#4f5a6d', '#7d7c78', '#b0a56c', '#fde737'] as const

/** Puts each point of the map into a group by what it is to be coloured by. */
export function grouped(map: EmbeddingMap, by: MapColour, ontology: Ontology): Grouping {
  switch (by) {
    case 'status':
      return counted(
        map.status,
        map.statuses.map((status) => ({ title: STATUS_WORDS[status], color: STATUS_COLORS[status] })),
      )
    case 'split':
      return counted(
        map.split,
        map.splits.map((split) => ({ title: SPLIT_WORDS[split], color: SPLIT_COLORS[split] })),
      )
    case 'label': {
      const colorOf = new Map(ontology.labels.map(({ name, color }) => [name, color]))
      const labels = map.labels.map((name) => ({ title: name, color: colorOf.get(name) ?? NONE_COLOR }))
      return counted(
        map.label.map((label) => label + 1),
        [{ title: t('No approved label'), color: NONE_COLOR }, ...labels],
      )
    }
    case 'unsure': {
      const steps = SURE_TO_UNSURE.length
      return counted(
        map.uncertainty.map((value) => Math.min(steps - 1, Math.floor(value * steps))),
        SURE_TO_UNSURE.map((color, step) => ({
          title: t('{{from}} to {{to}} % unsure', { from: (100 / steps) * step, to: (100 / steps) * (step + 1) }),
          color,
        })),
      )
    }
    default:
      return by satisfies never
  }
}

function counted(groupOf: readonly number[], groups: readonly Omit<PointGroup, 'count'>[]): Grouping {
  const counts = groups.map(() => 0)
  for (const group of groupOf) counts[group] = (counts[group] ?? 0) + 1
  return { groups: groups.map((group, at) => ({ ...group, count: counts[at] ?? 0 })), groupOf: Uint16Array.from(groupOf) }
}
