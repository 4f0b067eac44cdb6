import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ProjectId } from '#shared/domain/ids.ts'

/** What a process of its own does once. */
export type Act =
  | { readonly type: 'snapshot'; readonly projectId: ProjectId }
  | { readonly type: 'export'; readonly projectId: ProjectId; readonly format: string }
  | { readonly type: 'import'; readonly projectId: ProjectId; readonly file: string }

/** How long it took, and the process's memory: before it began, and at most. `file` is what was written. */
export interface Acted {
  readonly seconds: number
  /** Of the process alone: what the database took is not in it. */
  readonly busySeconds: number
  readonly idleMB: number
  readonly peakMB: number
  readonly file: string
}

/** Where the database and the blobs are. */
export interface Place {
  readonly uri: string
  readonly blobs: string
}

const PROGRAM = fileURLToPath(new URL('./act-process.ts', import.meta.url))

/** Runs an act in a process of its own, as a worker would, and gives what it measured. */
export async function act(place: Place, what: Act): Promise<Acted> {
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, JSON.stringify({ place, what })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  for await (const chunk of child.stdout) output += String(chunk)
  if (output === '') throw new Error(`Expected the process for ${what.type} to say what it measured, but it ended without a word`)
  return JSON.parse(output) as Acted
}
