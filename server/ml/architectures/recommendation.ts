import type { ArchitectureId } from './index.ts'

/** An architecture and, in one sentence, why. */
export type Recommendation = { architecture: ArchitectureId; reason: string }
