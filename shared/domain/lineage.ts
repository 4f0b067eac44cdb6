import { z } from 'zod'

/**
 * What comes from what: a model suggests (prediction), a person decides (correction), which makes an annotation with its revisions; approved
 * ones are frozen (snapshot), learned (run) and become a model.
 */
export const LineageKind = z.enum(['annotation', 'revision', 'snapshot', 'run', 'model', 'prediction', 'correction'])
export type LineageKind = z.infer<typeof LineageKind>

/** A place in the graph as the address bar says it: "model:5", "snapshot:3", "run:run_…", "annotation:ann_…". */
export const LineageRef = z
  .string()
  .max(120)
  .regex(/^(annotation|revision|snapshot|run|model|prediction|correction):[\w.-]+$/, 'expected a kind and what names it: model:5')
export type LineageRef = z.infer<typeof LineageRef>

export const LineageNode = z.object({
  ref: LineageRef,
  kind: LineageKind,
  /** "v5", "snapshot 3", "Platelets" */
  title: z.string(),
  /** What is to be known of it, in a few words. */
  detail: z.string().nullable(),
  /** Milliseconds since 1970. */
  at: z.number().nullable(),
  /** The image it is on; null where it is on none. */
  assetId: z.string().nullable(),
})
export type LineageNode = z.infer<typeof LineageNode>

/** `to` came from `from`. */
export const LineageEdge = z.object({ from: LineageRef, to: LineageRef })
export type LineageEdge = z.infer<typeof LineageEdge>

/** The graph around one place. */
export const LineageGraph = z.object({
  root: LineageNode,
  nodes: z.array(LineageNode),
  edges: z.array(LineageEdge),
  /** Where the list of the root's own neighbours goes on; null at its end. */
  next: z.string().nullable(),
})
export type LineageGraph = z.infer<typeof LineageGraph>
