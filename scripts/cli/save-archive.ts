import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import yauzl from 'yauzl'
import { CommandFailure } from './failure.ts'
import { saveDownload } from './save-download.ts'

/** Writes a downloaded zip to `out`: as it is where that ends in .zip, unpacked into a new folder otherwise. All or nothing. */
export async function saveArchive(response: Response, out: string): Promise<void> {
  const target = resolve(out)
  if (await isTaken(target))
    throw new CommandFailure(`expected ${out} to be new or an empty folder, but it holds something`, 'conflict')
  await mkdir(dirname(target), { recursive: true })
  const work = await mkdtemp(join(dirname(target), `.${basename(target)}-`))
  try {
    const archive = join(work, 'archive.zip')
    await saveDownload(response, archive)
    if (target.endsWith('.zip')) return await rename(archive, target)
    const folder = join(work, 'folder')
    await unpack(archive, folder)
    await rm(target, { recursive: true, force: true })
    await rename(folder, target)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function isTaken(path: string): Promise<boolean> {
  try {
    return (await readdir(path)).length > 0
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}

async function unpack(archive: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const zip = await yauzl.openPromise(archive, { lazyEntries: true })
  try {
    for await (const entry of zip.eachEntry()) {
      const file = join(folder, entry.fileName)
      if (!file.startsWith(folder + sep)) throw new CommandFailure(`expected paths inside the archive, got ${entry.fileName}`)
      if (entry.fileName.endsWith('/')) continue
      await mkdir(dirname(file), { recursive: true })
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(file))
    }
  } finally {
    zip.close()
  }
}
