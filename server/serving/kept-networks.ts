import { existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { ONNX_FILE } from './export-names.ts'
import { exportByProcess } from './export-process.ts'

/** Networks as ONNX files beside the files of their models, each written when it is first asked for. */
export function createKeptNetworks() {
  const writing = new Map<string, Promise<void>>()

  async function write(modelFolder: string, file: string): Promise<void> {
    const out = `${file}.${process.pid}`
    await exportByProcess({ what: 'network', modelFolder, out })
    await rename(out, file)
  }

  return {
    /** The path of the network of the model in this folder. */
    async fileOf(modelFolder: string): Promise<string> {
      const file = join(modelFolder, ONNX_FILE)
      if (existsSync(file)) return file
      const written = writing.get(file) ?? write(modelFolder, file).finally(() => writing.delete(file))
      writing.set(file, written)
      await written
      return file
    },
  }
}
