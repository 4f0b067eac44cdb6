import type { Model } from '#shared/domain/training.ts'

/** The oldest version of `onnx` that reads what is exported. */
const ONNX_VERSION = '1.14.0'
const FILE = 'model.onnx'

/** The file that makes a folder with an ONNX network an MLflow model: what it is, and which file to load. */
export function mlflowModel({ createdAt, runId, task, version }: Model): Buffer {
  const lines = [
    'artifact_path: model',
    'flavors:',
    '  onnx:',
    '    code: null',
    `    data: ${FILE}`,
    `    onnx_version: ${ONNX_VERSION}`,
    '    providers:',
    '    - CPUExecutionProvider',
    ...(runId === null ? [] : [`run_id: ${runId}`]),
    `utc_time_created: '${new Date(createdAt).toISOString().replace('T', ' ').replace('Z', '')}'`,
    'metadata:',
    `  task: ${task}`,
    `  version: ${version}`,
    '',
  ]
  return Buffer.from(lines.join('\n'))
}
