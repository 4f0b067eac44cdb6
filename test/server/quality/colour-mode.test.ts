import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { readColourMode } from '#server/quality/colour-mode.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const folder = temporaryFolder(afterAll)
const plain = (channels: 3 | 4 = 3) => sharp({ create: { width: 16, height: 12, channels, background: '#8899aa' } })

test.each([
  ['RGB', () => plain().jpeg()],
  ['RGB with alpha', () => plain(4).png()],
  ['grey', () => plain().toColourspace('b-w').jpeg()],
  ['16-bit grey', () => plain().toColourspace('grey16').png()],
  ['16-bit RGB', () => plain().toColourspace('rgb16').png()],
  ['CMYK', () => plain().toColourspace('cmyk').jpeg()],
  ['RGB', () => plain().withIccProfile('srgb').jpeg()],
])('the colours of a file are kept as %s', async (mode, made) => {
  const file = join(folder, 'image')
  await writeFile(file, await made().toBuffer())
  expect(await readColourMode(file)).toBe(mode)
})

test('a wide colour profile is named', async () => {
  const file = join(folder, 'wide')
  await writeFile(file, await plain().withIccProfile('p3').jpeg().toBuffer())
  expect(await readColourMode(file)).toMatch(/^RGB, .*P3/i)
})

test('a file that is no image has no colours', async () => {
  const file = join(folder, 'text')
  await writeFile(file, 'no image')
  expect(await readColourMode(file)).toBeNull()
})
