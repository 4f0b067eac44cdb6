import { z } from 'zod'

/** Everything that can execute tensors; the plain JavaScript engine is a thousand times slower and absent on purpose. */
export const engineIds = ['tensorflow', 'webgpu', 'wasm'] as const
const EngineId = z.enum(engineIds)
export type EngineId = z.infer<typeof EngineId>

/** One engine as found on a machine: its measured speed in training images per second, or why it is not there. */
export const EngineReport = z.discriminatedUnion('available', [
  z.object({ id: EngineId, available: z.literal(true), description: z.string(), imagesPerSecond: z.number() }),
  z.object({ id: EngineId, available: z.literal(false), reason: z.string() }),
])
export type EngineReport = z.infer<typeof EngineReport>
