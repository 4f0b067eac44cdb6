import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { hashOfFile } from './hash-of-file.ts'
import { listFiles } from './list-files.ts'

interface Tracked {
  /** The .dvc file beside the folder. */
  readonly file: string
  readonly md5: string
  readonly files: number
  readonly bytes: number
}

/**
 * Writes the .dvc file of a folder: its size, its number of files, and the MD5 of the list of its files' MD5s, as DVC 3 computes it (the list as
 * Python's `json.dumps` writes it with sorted keys, by relative path). `dvc commit` then takes the folder into a repository's cache, and `dvc status`
 * says whether it is as it was.
 */
export async function trackFolder(folder: string): Promise<Tracked> {
  const listed = await listFiles([folder])
  const entries = []
  for (const { file, path, bytes } of listed) entries.push({ md5: await hashOfFile(file, 'md5'), relpath: path, bytes })
  // By code points, which is the order of their UTF-8 bytes.
  entries.sort((a, b) => Buffer.compare(Buffer.from(a.relpath), Buffer.from(b.relpath)))
  const list = `[${entries.map(({ md5, relpath }) => `{"md5": "${md5}", "relpath": ${asciiJson(relpath)}}`).join(', ')}]`
  const md5 = `${createHash('md5').update(list).digest('hex')}.dir`
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0)
  const lines = [
    'outs:',
    `- md5: ${md5}`,
    `  size: ${bytes}`,
    `  nfiles: ${entries.length}`,
    '  hash: md5',
    `  path: ${asciiJson(basename(folder))}`,
  ]
  const file = `${folder.replace(/\/+$/, '')}.dvc`
  await writeFile(file, `${lines.join('\n')}\n`)
  return { file, md5, files: entries.length, bytes }
}

/** JSON as Python writes it: every letter beyond ASCII as its UTF-16 code units. */
const asciiJson = (text: string): string =>
  JSON.stringify(text).replaceAll(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
