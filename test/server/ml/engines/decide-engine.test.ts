import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { EngineUnavailable } from '#server/ml/engines/engine.ts'
import { decideEngines } from '#server/ml/engines/index.ts'
import { cudaLibraryFolders, engineEnvironment } from '#server/ml/engines/native-libraries.ts'
import type { EngineReport } from '#shared/domain/engine.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const MACHINE = 'this one'
const slow: EngineReport = { id: 'tensorflow', available: true, description: 'TensorFlow', imagesPerSecond: 90 }
const fast: EngineReport = { id: 'wasm', available: true, description: 'WebAssembly', imagesPerSecond: 400 }
const absent: EngineReport = { id: 'webgpu', available: false, reason: 'no graphics card' }

it('the engine that was measured as the fastest is taken, whichever comes first by name', async () => {
  const { deps } = machine([slow, absent, fast])
  expect(await decideEngines(deps)).toEqual(['wasm', 'tensorflow'])
})

it('is measured once, and again on another machine or with other versions', async () => {
  const { deps, measured } = machine([slow, fast])
  await decideEngines(deps)
  await decideEngines(deps)
  expect(measured()).toBe(1)
  await decideEngines({ ...deps, machine: 'another one' })
  expect(measured()).toBe(2)
})

it('a memory that was damaged is measured anew', async () => {
  const { deps, measured } = machine([slow, fast])
  writeFileSync(join(deps.folder, 'engines.json'), '{"machine": "this o')
  expect(await decideEngines(deps)).toEqual(['wasm', 'tensorflow'])
  expect(measured()).toBe(1)
})

it('a machine without any engine is told why', async () => {
  const { deps } = machine([absent])
  await expect(decideEngines(deps)).rejects.toThrow(EngineUnavailable)
  await expect(decideEngines(deps)).rejects.toThrow('webgpu: no graphics card')
})

it('a process that computes finds the CUDA libraries of the set-up before those of the machine', () => {
  const addon = temporaryFolder()
  for (const wheel of ['cudnn', 'cublas']) mkdirSync(join(addon, 'deps/nvidia', wheel, 'lib'), { recursive: true })
  mkdirSync(join(addon, 'deps/nvidia/headers-only'))
  const folders = cudaLibraryFolders(addon)
  expect(folders).toEqual(['cublas', 'cudnn'].map((wheel) => join(addon, 'deps/nvidia', wheel, 'lib')))
  expect(engineEnvironment({ LD_LIBRARY_PATH: '/opt/lib' }, folders)).toEqual({
    LD_LIBRARY_PATH: [...folders, '/opt/lib'].join(':'),
  })
  expect(engineEnvironment({ HOME: '/root' }, cudaLibraryFolders(temporaryFolder()))).toEqual({ HOME: '/root' })
})

function machine(reports: EngineReport[]) {
  let measurements = 0
  const measure = async () => {
    measurements++
    return reports
  }
  return { deps: { folder: temporaryFolder(), machine: MACHINE, measure }, measured: () => measurements }
}
