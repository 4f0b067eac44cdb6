import { registry } from '#shared/registry.ts'
import { age } from './age.ts'
import { milestone } from './milestone.ts'

/** Every rule that starts the loop by itself; a person's "train now" needs none. */
export const triggers = registry('triggers', [milestone, age])
