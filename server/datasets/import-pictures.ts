import { buffer } from 'node:stream/consumers'
import type { Request, Router } from 'express'
import sharp from 'sharp'
import { z } from 'zod'
import { ImportId, ProjectId } from '#shared/domain/ids.ts'
import { may } from '#shared/policy.ts'
import type { Config } from '../config.ts'
import { AppError, forbidden, notFound, unauthenticated } from '../errors.ts'
import type { BlobStore } from '../store/blobs.ts'
import type { Store } from '../store/store.ts'
import type { Authenticate } from '../wire/mount.ts'
import { createOpenTrees } from './open-trees.ts'
import { placeAround } from './picture-place.ts'
import { FileUnreadable, readWhole } from './sources/file-tree.ts'
import { uploadsFolder } from './upload-files.ts'
import { uploadedTree } from './uploaded-tree.ts'

const PICTURE_SIDE = 200
const QUALITY = 80
/** More is not decoded for a small picture. */
const MOST_PIXELS = 5e7
/** The upload of an import does not change, and goes when it is done. */
const FOR_AN_HOUR = 'private, max-age=3600'
const BEYOND_THE_EDGE = '#8a8f98'
const OUTLINE = { dark: 3.5, light: 1.75 } as const

const Query = z.object({
  file: z.string().min(1),
  box: z
    .string()
    .transform((text) => text.split(',').map(Number))
    .pipe(z.tuple([z.number(), z.number(), z.number(), z.number()]))
    .optional(),
})

export interface PictureDeps {
  readonly store: Pick<Store, 'assets'>
  readonly blobs: BlobStore
  readonly config: Pick<Config, 'dataFolder'>
  readonly authenticate: Authenticate
}

/** Mounts small pictures of what an import speaks of: from its upload while that is there, afterwards from the project. To be closed at the end. */
export function mountImportPictures(router: Router, deps: PictureDeps): { close(): Promise<void> } {
  const trees = createOpenTrees()
  router.get('/api/projects/:projectId/imports/:importId/picture', async (request, response) => {
    const { projectId, importId } = await admitted(request)
    const { file, box } = Query.parse(request.query)
    const bytes = (await uploaded(projectId, importId, file)) ?? (await imported(projectId, importId, file))
    const picture = await drawn(bytes, box).catch(() => null)
    if (!picture) throw notFound(`A picture of ${file}`)
    response.set('Cache-Control', FOR_AN_HOUR).type('image/jpeg').send(picture)
  })
  return { close: trees.close }

  async function admitted(request: Request): Promise<{ projectId: ProjectId; importId: ImportId }> {
    const user = await deps.authenticate(request)
    if (!user) throw unauthenticated()
    const projectId = ProjectId.parse(request.params.projectId)
    if (!may(user, 'data:import', projectId)) throw forbidden(`${user.name} may not import into this project`)
    return { projectId, importId: ImportId.regex(/^[\w-]+$/).parse(request.params.importId) }
  }

  async function uploaded(projectId: ProjectId, importId: ImportId, file: string): Promise<Buffer | null> {
    const open = () => uploadedTree(deps, uploadsFolder(deps.config.dataFolder), { projectId, importId })
    try {
      return await trees.reading(`${projectId}:${importId}`, open, (tree) => readWhole(tree, file))
    } catch (error) {
      if (error instanceof AppError || error instanceof FileUnreadable || isGone(error)) return null
      throw error
    }
  }

  async function imported(projectId: ProjectId, importId: ImportId, file: string): Promise<Buffer> {
    const row =
      (await deps.store.assets.findOne({ 'brought.by': importId, 'brought.as': file, projectId })) ??
      (await deps.store.assets.findOne({ projectId, name: file }))
    if (!row || !(await deps.blobs.has(row.hash))) throw notFound(file)
    return buffer(deps.blobs.open(row.hash))
  }
}

// The import has ended meanwhile, and its upload went.
const isGone = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

async function drawn(bytes: Buffer, box: readonly [number, number, number, number] | undefined): Promise<Buffer> {
  const opened = sharp(bytes, { limitInputPixels: MOST_PIXELS }).autoOrient()
  if (!box) return opened.resize(PICTURE_SIDE, PICTURE_SIDE, { fit: 'inside' }).jpeg({ quality: QUALITY }).toBuffer()
  const { data, info } = await opened.toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const { piece, size, margins, outline } = placeAround(box, info, PICTURE_SIDE)
  return sharp(data, { raw: info })
    .extract(piece)
    .resize(size.width, size.height, { fit: 'fill' })
    .extend({ ...margins, background: BEYOND_THE_EDGE })
    .composite([{ input: Buffer.from(outlineSvg(outline)) }])
    .jpeg({ quality: QUALITY })
    .toBuffer()
}

function outlineSvg({ x, y, width, height }: { x: number; y: number; width: number; height: number }): string {
  const rectangle = (stroke: string, thickness: number) =>
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="none" stroke="${stroke}" stroke-width="${thickness}"/>`
  const lines = rectangle('#101318', OUTLINE.dark) + rectangle('#ffffff', OUTLINE.light)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${PICTURE_SIDE}" height="${PICTURE_SIDE}">${lines}</svg>`
}
