import type { SkeletonTemplate } from '#shared/ontology.ts'
import { t } from '../../i18n.ts'

type Place = readonly [number, number]

/** How near a joint must be to be meant, as a share of the drawing. */
const REACH = 0.035

/** The joint at a place; null where there is none. */
export function jointAt({ keypoints, places }: SkeletonTemplate, [x, y]: Place): number | null {
  const near = keypoints.findIndex(
    (_, index) => Math.hypot((places[2 * index] ?? 0) - x, (places[2 * index + 1] ?? 0) - y) <= REACH,
  )
  return near < 0 ? null : near
}

/** With one more joint at a place, joined to another where one is chosen. */
export function placed(template: SkeletonTemplate, [x, y]: Place, joinedTo: number | null): SkeletonTemplate {
  const { keypoints, edges, places } = template
  const added = keypoints.length
  return {
    keypoints: [...keypoints, freeName(keypoints)],
    edges: joinedTo === null ? edges : [...edges, [joinedTo, added]],
    places: [...places, x, y],
  }
}

/** With a joint somewhere else. */
export const moved = (template: SkeletonTemplate, joint: number, [x, y]: Place): SkeletonTemplate => ({
  ...template,
  places: template.places.map((value, index) => (index === 2 * joint ? x : index === 2 * joint + 1 ? y : value)),
})

/** With two joints joined, or parted where they are joined. */
export function joined(template: SkeletonTemplate, one: number, other: number): SkeletonTemplate {
  const isSame = ([from, to]: readonly [number, number]) => (from === one && to === other) || (from === other && to === one)
  const others = template.edges.filter((edge) => !isSame(edge))
  return { ...template, edges: others.length < template.edges.length ? others : [...others, [one, other]] }
}

/** With a joint under another name. */
export const renamed = (template: SkeletonTemplate, joint: number, name: string): SkeletonTemplate => ({
  ...template,
  keypoints: template.keypoints.with(joint, name),
})

/** Without a joint and its lines; null without the last. */
export function without({ keypoints, edges, places }: SkeletonTemplate, joint: number): SkeletonTemplate | null {
  if (keypoints.length <= 1) return null
  const after = (index: number) => (index > joint ? index - 1 : index)
  return {
    keypoints: keypoints.toSpliced(joint, 1),
    edges: edges.flatMap(([from, to]) => (from === joint || to === joint ? [] : [[after(from), after(to)] as [number, number]])),
    places: places.toSpliced(2 * joint, 2),
  }
}

/** What a joint is called until somebody names it. */
export const jointName = (number: number): string => t('joint {{number}}', { number })

function freeName(names: readonly string[]): string {
  for (let number = names.length + 1; ; number++) if (!names.includes(jointName(number))) return jointName(number)
}
