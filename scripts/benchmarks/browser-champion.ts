/**
 * How far what a model says in the browser is from what it says at the server, on real photographs: Chromium decodes the file, our own code
 * stretches it and WebAssembly computes; at the server sharp decodes and onnxruntime computes. Each side's boxes of at least the given score are
 * looked for among all of the other side's. The network is the published detector, or the one in a trained model's folder.
 * Run: npx tsx scripts/benchmarks/browser-champion.ts FOLDER_OF_IMAGES [images] [a trained model's folder]
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as ort from 'onnxruntime-web'
import type { Page } from 'playwright-core'
import { openPredictor } from '#client/champion/open-predictor.ts'
import type { Picture } from '#client/smart/picture.ts'
import { architectureById } from '#server/ml/architectures/index.ts'
import { readSize } from '#server/ml/images/decode-image.ts'
import { loadModel } from '#server/ml/models/loaded-model.ts'
import { readModel } from '#server/ml/models/model-file.ts'
import { networkOfModel } from '#server/ml/models/network-of-model.ts'
import { onnxOfNetwork } from '#server/ml/models/onnx/onnx-of-network.ts'
import { writePublishedModel } from '#server/ml/models/published-model.ts'
import { pretrainedFolder } from '#server/store/installed-parts.mjs'
import { named } from '#shared/decoding/named.ts'
import { overlap } from '#shared/shapes/overlap.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'
import { launchBrowser } from './browser.ts'

const DEFAULT_IMAGES = 40
/** Boxes that a person may be shown. */
const LEAST_SCORE = 0.3
const LOST_IOU = 0.5

const [imageFolder = '.', wanted = String(DEFAULT_IMAGES), modelFolder] = process.argv.slice(2)
const workFolder = await mkdtemp(join(tmpdir(), 'labelloop-browser-champion-'))
const browser = await launchBrowser()
try {
  const files = (await readdir(imageFolder, { recursive: true }))
    .filter((file) => /\.jpe?g$/i.test(file))
    .sort()
    .slice(0, Number(wanted))
    .map((file) => join(imageFolder, file))
  const folder = modelFolder ?? join(workFolder, 'model')
  const sizes = await Promise.all(files.map((file) => readSize({ assetId: file, file })))
  if (!modelFolder) await writePublishedModel(pretrainedFolder(), folder, sizes)
  await compare(folder, files, await browser.newPage())
} finally {
  await browser.close()
  await rm(workFolder, { recursive: true, force: true })
}

async function compare(folder: string, files: readonly string[], page: Page): Promise<void> {
  const model = await readModel(folder)
  const { task, labels, input, architecture } = model.description
  const labelNames = labels.map(({ name }) => name)
  const network = onnxOfNetwork(networkOfModel(model), input, architectureById(architecture).pixels)
  const here = await openPredictor(ort, network, { version: 1, task, labels, labelNames, thresholds: [], input })
  const there = await loadModel('auto', folder)
  const [times, pairs] = [[] as number[], [] as Pair[]]
  for (const file of files) {
    const picture = await decodedByBrowser(page, file)
    const started = performance.now()
    const inBrowser = await here.predict(picture)
    times.push(performance.now() - started)
    const [said] = await there.predict([{ assetId: file, bytes: await readFile(file) }])
    const atServer = named(task, labelNames, said && 'predictions' in said ? said.predictions : [])
    pairs.push(...pairsOf(inBrowser, atServer), ...pairsOf(atServer, inBrowser))
  }
  await here.close()
  there.dispose()
  report(files.length, pairs, times)
}

interface Pair {
  readonly iou: number
  /** How much the scores differ. */
  readonly beside: number
}

/** For every box that may be shown the other side's box of its label that shares most with it. */
function pairsOf(one: readonly LabelledPrediction[], other: readonly LabelledPrediction[]): Pair[] {
  return one
    .filter(({ score }) => score >= LEAST_SCORE)
    .map((box) => {
      const same = other.filter(({ label }) => label === box.label)
      const best = same.map(({ shape, score }) => ({ iou: overlap(shape, box.shape), beside: Math.abs(score - box.score) }))
      return best.reduce((a, b) => (b.iou > a.iou ? b : a), { iou: 0, beside: box.score })
    })
}

function report(images: number, pairs: readonly Pair[], times: readonly number[]): void {
  const found = pairs.filter(({ iou }) => iou >= LOST_IOU)
  const [ious, besides] = [found.map(({ iou }) => iou), found.map(({ beside }) => beside)]
  const line = (name: string, values: readonly number[], digits: number) =>
    `| ${name} | ${[0, 0.05, 0.5, 0.95, 1].map((share) => quantile(values, share).toFixed(digits)).join(' | ')} |\n`
  process.stdout.write(
    `${images} images, ${pairs.length} boxes of both sides, ${pairs.length - found.length} without a counterpart\n\n`,
  )
  process.stdout.write('| | least | 5 % | median | 95 % | most |\n|---|---|---|---|---|---|\n')
  process.stdout.write(line('IoU with the counterpart', ious, 3))
  process.stdout.write(line('difference of the scores', besides, 4))
  process.stdout.write(line('ms an image in WebAssembly, decoding aside', times, 0))
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN
}

/** The pixels as the workbench's stage reads them. */
async function decodedByBrowser(page: Page, file: string): Promise<Picture> {
  const bytes = (await readFile(file)).toString('base64')
  const { width, height, data } = await page.evaluate(async (encoded) => {
    const image = await createImageBitmap(await (await fetch(`data:image/jpeg;base64,${encoded}`)).blob())
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d')
    context?.drawImage(image, 0, 0)
    const pixels = context?.getImageData(0, 0, image.width, image.height).data ?? new Uint8ClampedArray()
    const blob = new Blob([pixels])
    const url = await new Promise<string>((resolve) => {
      const reader = new FileReader()
      reader.onload = () => resolve(String(reader.result))
      reader.readAsDataURL(blob)
    })
    return { width: image.width, height: image.height, data: url.slice(url.indexOf(',') + 1) }
  }, bytes)
  return { image: { width, height }, pixels: { width, height, data: new Uint8ClampedArray(Buffer.from(data, 'base64')) } }
}
