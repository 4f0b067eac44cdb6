import { registry } from '#shared/registry.ts'
import { age } from './age.ts'
import { correctionRate, drift } from './alerts.ts'
import { metric } from './metric.ts'
import { milestone } from './milestone.ts'
import { schedule } from './schedule.ts'

/** Every rule that starts the loop by itself; a person's "train now" needs none. */
export const triggers = registry('triggers', [milestone, age, drift, correctionRate, metric, schedule])
