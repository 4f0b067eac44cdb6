import { vi } from 'vitest'
import type { Instance } from '../../scripts/benchmarks/instance.ts'
import { runLabelloop } from '../../scripts/cli/run.ts'
import type { Ended } from './run-program.ts'

/** Runs a command line in this process, where a hundred of them cost nothing beside starting as many programs. */
export async function runHere(words: readonly string[]): Promise<Ended> {
  const ended: Ended = { code: -1, stdout: '', stderr: '' }
  const hearing = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      ended[stream] += text
      return true
    }),
  )
  try {
    ended.code = await runLabelloop(words)
    return ended
  } finally {
    for (const one of hearing) one.mockRestore()
  }
}

/** The JSON document of a command line that is run here, against an instance; a failed one rejects with its messages. */
export async function commandHere(instance: Instance, words: readonly string[]): Promise<unknown> {
  const { url, token } = (await instance.api()).connection
  vi.stubEnv('LABELLOOP_URL', url)
  vi.stubEnv('LABELLOOP_TOKEN', token ?? '')
  const { code, stdout, stderr } = await runHere([...words, '--json']).finally(() => vi.unstubAllEnvs())
  if (code !== 0) throw new Error(`Expected "${words.join(' ')}" to succeed, but it ended with ${code}: ${stderr}`)
  return JSON.parse(stdout)
}
