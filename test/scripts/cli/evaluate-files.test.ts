import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runCommand } from '../../support/run-command.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const folder = temporaryFolder(afterAll)
const truth = join(folder, 'truth.json')
const detections = join(folder, 'detections.json')
const FIGURES = ['AP', 'AP50', 'AP75', 'APsmall', 'APmedium', 'APlarge', 'AR1', 'AR10', 'AR100', 'ARsmall', 'ARmedium', 'ARlarge']

writeFileSync(
  truth,
  JSON.stringify({
    images: [{ id: 1, file_name: 'a.jpg', width: 200, height: 200 }],
    categories: [{ id: 1, name: 'cat' }],
    annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [10, 10, 100, 100], area: 10_000, iscrowd: 0 }],
  }),
)
writeFileSync(detections, JSON.stringify([{ image_id: 1, category_id: 1, bbox: [10, 10, 100, 100], score: 0.9 }]))

describe('evaluate-files', () => {
  test('judges a results file without a server', async () => {
    const words = ['evaluate-files', '--task', 'detection', '--truth', truth, '--detections', detections, '--json']
    const { code, stdout } = await runCommand(words)
    const figures = JSON.parse(stdout)
    expect(code).toBe(0)
    expect(Object.keys(figures)).toEqual(FIGURES)
    expect(figures.AP).toBeCloseTo(1, 9)
  })

  test('says what it expected where a file is not one', async () => {
    const words = ['evaluate-files', '--task', 'detection', '--truth', detections, '--detections', detections]
    const { code, stderr } = await runCommand(words)
    expect(code).toBe(1)
    expect(stderr).toContain(`Expected a COCO file with images, categories and annotations in ${detections}`)
    expect(stderr).not.toContain('    at ')
  })
})
