import { registry } from '#shared/registry.ts'
import { gaussianProcess } from './gaussian-process.ts'
import { grid } from './grid.ts'
import { random } from './random.ts'
import { tpe } from './tpe.ts'

/** Every way to choose the next point. */
export const searches = registry('search methods', [grid, random, tpe, gaussianProcess])
