import { expect, it } from 'vitest'
import { EngineUnavailable } from '#server/ml/engines/engine.ts'
import { loadNamedEngine } from '#server/ml/engines/load-engine.ts'
import { runProgram } from '../../../support/run-program.ts'
import { offerSoftwareCard } from './software-card.ts'

offerSoftwareCard()

const COMPUTE = `
  import { loadNamedEngine } from '#server/ml/engines/load-engine.ts'
  const { tf, close } = await loadNamedEngine('webgpu', { byName: true })
  console.log((await tf.square(tf.tensor1d([1, 2, 3])).data()).join())
  close()`

it('a card in software is refused, unless it was asked for by name', async (context) => {
  const engine = await loadNamedEngine('webgpu', { byName: true }).catch(notHere)
  if ('skip' in engine) return context.skip(engine.skip)
  const isSoftware = /SwiftShader|llvmpipe/i.test(engine.describe())
  engine.close()
  if (!isSoftware) return context.skip(`this machine has a card of its own: ${engine.describe()}`)
  await expect(loadNamedEngine('webgpu', { byName: false })).rejects.toThrow(/no graphics card but a program/)
})

it('a process ends by itself once the engine is closed', async (context) => {
  const { code, stdout, stderr } = await runProgram(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', COMPUTE])
  const missing = /EngineUnavailable: (.*)/.exec(stderr)
  if (missing) return context.skip(missing[1])
  expect({ code, stdout }).toEqual({ code: 0, stdout: '1,4,9\n' })
})

function notHere(error: unknown): { skip: string } {
  if (error instanceof EngineUnavailable) return { skip: error.message }
  throw error
}
