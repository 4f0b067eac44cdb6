import type { SkeletonTemplate } from '#shared/ontology.ts'

/** A template for joints of which nothing is known but their names: around a circle, nothing joined. */
export const plainTemplate = (keypoints: string[]): SkeletonTemplate => ({
  keypoints,
  edges: [],
  places: circle(keypoints.length),
})

/** Numbers for names. */
export const numberedJoints = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index + 1))

/** Places around a circle, from the top and clockwise, as shares of the box around it: x, y, x, y … */
export function circle(joints: number): number[] {
  return Array.from({ length: joints }, (_, index) => (2 * Math.PI * index) / joints).flatMap((angle) => [
    0.5 + Math.sin(angle) / 2,
    0.5 - Math.cos(angle) / 2,
  ])
}
