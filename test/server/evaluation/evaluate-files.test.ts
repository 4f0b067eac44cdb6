import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluateFiles } from '#server/evaluation/evaluate-files.ts'

const fixture = (name: string) => new URL(`fixtures/${name}`, import.meta.url).pathname
const truthPath = fixture('scenes-truth.json')
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'labelloop-evaluation-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function detectionsFile(content: unknown): Promise<string> {
  const path = join(folder, 'detections.json')
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const judge = async (content: unknown, task = 'detection') =>
  evaluateFiles({ truthPath, detectionsPath: await detectionsFile(content), task })

const detection = { image_id: 12, category_id: 3, bbox: [1, 2, 3, 4], score: 0.5 }

describe('evaluate-files', () => {
  it('takes a results list, and a COCO file whose annotations carry scores', async () => {
    const list = await judge([detection])
    expect(await judge({ images: [], annotations: [detection] })).toEqual(list)
  })

  it('takes an id as a number or as text', async () => {
    expect(await judge([{ ...detection, image_id: '12' }])).toEqual(await judge([detection]))
  })

  it('leaves out scores below the minimum', async () => {
    const detectionsPath = fixture('scenes-detections.json')
    const { figures } = await evaluateFiles({ truthPath, detectionsPath, task: 'detection', minimumScore: 2 })
    expect(figures.AR100).toBe(0)
  })

  it('names the file that cannot be read', async () => {
    const missing = join(folder, 'nowhere.json')
    await expect(evaluateFiles({ truthPath: missing, detectionsPath: missing, task: 'detection' })).rejects.toThrow(
      /Expected a COCO file with images.*nowhere\.json/,
    )
  })

  it('names the entry that is wrong', async () => {
    await expect(judge([detection, { ...detection, score: 'high' }])).rejects.toThrow(/at \[1\]\.score: .*expected number/)
    await expect(judge([{ ...detection, bbox: [1, 2, 3] }])).rejects.toThrow(/at \[0\]\.bbox/)
    await expect(judge({ annotations: [{ ...detection, score: undefined }] })).rejects.toThrow(/at \.annotations\[0\]\.score/)
  })

  it('says when a file is not JSON', async () => {
    await expect(judge('{')).rejects.toThrow('it is not JSON')
  })

  it('refuses an image that the truth does not list, and a task without COCO files', async () => {
    await expect(judge([{ ...detection, image_id: 5 }])).rejects.toThrow('got image 5')
    await expect(judge([detection], 'regression')).rejects.toThrow('Expected a task out of detection, segmentation, keypoints')
  })

  it('says which part an entry lacks for the task', async () => {
    await expect(judge([detection], 'keypoints')).rejects.toThrow('Expected "keypoints" in every entry')
    await expect(judge([{ ...detection, bbox: undefined }])).rejects.toThrow('Expected a "bbox" in every entry')
  })
})
