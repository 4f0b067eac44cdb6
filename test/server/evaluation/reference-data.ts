import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import type { DetectedObject, DetectionImage, TrueObject } from '#server/evaluation/detection-images.ts'

const FOLDER = resolve('../shared/data/map-reference')

/** Why the published figures cannot be compared with on this machine, or null. */
export const whyNoReference = existsSync(FOLDER) ? null : 'the reference data folder is not beside this checkout'

/** Path of a file of the reference data. */
export const referencePath = (...parts: string[]) => join(FOLDER, ...parts)

/** A file of figures, checked against what the test expects of it. */
export function readFigures<S extends z.ZodType>(path: string, schema: S): z.infer<S> {
  return schema.parse(JSON.parse(readFileSync(path, 'utf8')))
}

export const Figures = z.record(z.string(), z.number())

type Numbers = [number, number, number, number]
type BoxReader = (numbers: Numbers) => TrueObject['box']

export const fromCorners: BoxReader = ([left, top, right, bottom]) => ({
  x: left,
  y: top,
  width: right - left,
  height: bottom - top,
})

/** A folder of text files for the truth ("label a b c d") and one for the detections ("label score a b c d"), one file per image. */
export function readTextFolders(truthFolder: string, detectionFolder: string, boxOf: BoxReader): DetectionImage[] {
  return readdirSync(truthFolder)
    .sort()
    .map((name) => ({
      truth: lines(join(truthFolder, name)).map(([label, ...numbers]) => ({
        label: String(label),
        box: boxOf(numbersOf(numbers)),
      })),
      detections: readDetections(join(detectionFolder, name), boxOf),
    }))
}

/** One text file of detections, "label score a b c d" on each line. */
export function readDetections(path: string, boxOf: BoxReader): DetectedObject[] {
  return lines(path).map(([label, score, ...numbers]) => ({
    label: String(label),
    score: Number(score),
    box: boxOf(numbersOf(numbers)),
  }))
}

/** The objects of a Pascal VOC file. */
export function readVocXml(path: string): TrueObject[] {
  const text = readFileSync(path, 'utf8')
  return [...text.matchAll(/<object>([\s\S]*?)<\/object>/g)].map(([object]) => {
    const tag = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`).exec(object)?.[1] ?? ''
    const numbers = ['xmin', 'ymin', 'xmax', 'ymax'].map((name) => Number(tag(name)))
    return { label: tag('name'), box: fromCorners(numbersOf(numbers.map(String))) }
  })
}

const lines = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((words) => words.length > 1)

function numbersOf(words: readonly string[]): Numbers {
  const [a, b, c, d] = words.map(Number)
  return [a ?? Number.NaN, b ?? Number.NaN, c ?? Number.NaN, d ?? Number.NaN]
}
