import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { crc32c, maskedCrc32c } from '#server/crc32c.ts'
import { recording } from '#server/recording.ts'
import { toStored } from '#server/store/collections.ts'
import { eventsFolder } from '#server/tracking/tensorboard/events-folder.ts'
import { thresholdRows } from '#server/tracking/tensorboard/judgement.ts'
import type { Examination } from '#shared/domain/examination.ts'
import { pythonEnvironment } from '../../../scripts/benchmarks/reference/python-environment.ts'
import { aStoredAsset } from '../../../scripts/benchmarks/stored.ts'
import { runProgram } from '../../support/run-program.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { A_CURVE, anOwnRun } from './own-world.ts'
import { startTrackingServer } from './tracking-server.ts'

const INSTALL_LIMIT_MS = 600_000
const SCRIPT = fileURLToPath(new URL('./read-events.py', import.meta.url))

test('checks are those of the specification', () => {
  // RFC 3720, appendix B.4.
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa)
  expect(crc32c(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43)
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, at) => at))).toBe(0x46dd794e)
  // crc32c of "123456789" is e3069283; rotated by 15 and shifted by the constant of TFRecord.
  expect(maskedCrc32c(Buffer.from('123456789'))).toBe((((0xe3069283 >>> 15) | (0xe3069283 << 17)) + 0xa282ead8) >>> 0)
})

test('a curve at even thresholds counts what reaches each', () => {
  const rows = thresholdRows(
    {
      precisionRecall: [
        [0.25, 1, 0.9],
        [0.5, 1, 0.6],
        [0.5, 0.5, 0.3],
      ],
    },
    4,
  )
  expect(rows[0]).toMatchObject({ truePositives: 2, falsePositives: 2, falseNegatives: 2, precision: 0.5, recall: 0.5 })
  expect(rows[50]).toMatchObject({ truePositives: 2, falsePositives: 0 })
  expect(rows[90]).toMatchObject({ truePositives: 1, falseNegatives: 3 })
  expect(rows[100]).toMatchObject({ truePositives: 0, precision: 1, recall: 0 })
})

const board =
  inject('mongoUri') === '' ? { missing: 'no mongod on this machine' } : await pythonEnvironment('tensorboard', ['tensorboard'])
const reason = 'missing' in board ? ` (skipped: ${board.missing})` : ''

describe.skipIf('missing' in board)(`TensorBoard's own reader${reason}`, () => {
  const folder = temporaryFolder(afterAll)

  test('reads the scalars, images and precision-recall curves of a run', { timeout: INSTALL_LIMIT_MS }, async () => {
    if ('missing' in board) throw new Error(board.missing)
    const server = await startTrackingServer(folder)
    try {
      const { store, blobs, config, projectId } = server
      // A worker takes the run up in the middle, writes on, and judges it at the end.
      const run = await anOwnRun(server, { finishedAt: null, state: 'training' })
      const photo = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#336699' } })
        .jpeg()
        .toBuffer()
      const { hash } = await blobs.put({ bytes: photo })
      const assetId = await aStoredAsset(store, projectId, { name: 'one.jpg', hash, width: 64, height: 48 })
      await store.examinations.insertOne({ _id: 'x', ...anExamination(projectId) })
      const box = { kind: 'box', x: 5, y: 5, width: 20, height: 20 } as const
      await store.cases.insertOne({
        ...toStored({
          id: 'case_1',
          split: 'validation',
          kind: 'true-positive',
          assetId,
          annotationId: null,
          label: 'cat',
        } as const),
        ...{ predicted: 'cat', truth: box, found: box, score: 0.9, overlap: 1, error: null, worth: 0 },
        ...{ suspicion: null, suspect: null, projectId, version: 1 },
      })
      const { watch, judged } = recording({ store, blobs, config })
      const watching = await watch(run)
      watching.process(process.pid)
      watching.points([{ step: 30, epoch: 3, seconds: 3, loss: 0.5, learningRate: 0.0001 }])
      await watching.end()
      await judged(run.id)

      const place = eventsFolder(config.dataFolder, run)
      const { stdout, stderr, code } = await runProgram(board.python, [SCRIPT, place])
      expect([code, code === 0 ? '' : stderr]).toEqual([0, ''])
      const { scalars, images, curves } = JSON.parse(stdout)
      expect(scalars.loss).toEqual([
        [10, 2],
        [20, 1],
        [30, 0.5],
      ])
      const validated = A_CURVE.flatMap(({ step, perLabel }) =>
        perLabel?.cat === undefined ? [] : [[step, Math.fround(perLabel.cat)]],
      )
      expect(scalars['validation/cat']).toEqual(validated)
      expect(scalars['validation/map50']).toEqual([[0, 0.5]])
      expect(images).toEqual({ 'validation/one.jpg': [64, 48, '89504e47'] })
      expect(Object.keys(curves)).toEqual(['validation/cat'])
      expect(curves['validation/cat']).toHaveLength(6)
      expect(curves['validation/cat'].map((row: number[]) => row[0])).toEqual([2, 2, 0, 2, 0.5, 0.5])

      // The process that trained was measured, and the run knows what it ran on.
      const measured = await store.metricSeries.find({ runId: run.id }).toArray()
      expect(measured.map(({ key }) => key)).toContain('system/process_memory_usage_megabytes')
      expect(await store.runs.findOne({ _id: run.id })).toMatchObject({ environment: { node: process.version } })
      expect(readdirSync(place).every((name) => readFileSync(join(place, name)).length > 0)).toBe(true)
    } finally {
      await server.close()
    }
  })
})

function anExamination(projectId: Examination['projectId']): Examination {
  const interval = { low: null, high: null }
  return {
    projectId,
    version: 1,
    split: 'validation',
    snapshotNumber: 1,
    images: 1,
    examinedAt: 0,
    figures: [{ name: 'map50', value: 0.5, ...interval }],
    perLabel: [{ label: 'cat', value: 0.5, ...interval, count: 4, threshold: 0.3, precision: 0.5, recall: 0.5 }],
    kinds: {},
    suspects: 0,
    confusion: null,
    curves: [
      {
        label: 'cat',
        precisionRecall: [
          [0.25, 1, 0.9],
          [0.5, 0.5, 0.3],
        ],
        averagePrecision: 0.5,
        roc: [],
        areaUnderRoc: null,
      },
    ],
    calibration: null,
    slices: [],
    advice: [],
  }
}
