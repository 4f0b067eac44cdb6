import { createHmac, timingSafeEqual } from 'node:crypto'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'

/** A backend is slow, and asks for many images one after the other. */
const GOOD_FOR_MS = 3_600_000

/** Where an image is for whoever holds the link: no name, no token, for an hour. */
export function imageLink(secret: string, projectId: ProjectId, assetId: AssetId, now = Date.now()): string {
  const until = now + GOOD_FOR_MS
  return `${imageLinkPath(projectId, assetId)}?until=${until}&signature=${signed(secret, projectId, assetId, until)}`
}

/** The path of such a link, without what makes it good. */
export const imageLinkPath = (projectId: string, assetId: string): string =>
  `/api/projects/${projectId}/label-studio/images/${assetId}`

/** Whether a link is one of this server's, and not over. */
export function isGoodLink(
  secret: string,
  { projectId, assetId, until, signature }: { projectId: string; assetId: string; until: number; signature: string },
  now = Date.now(),
): boolean {
  const expected = Buffer.from(signed(secret, projectId, assetId, until))
  const given = Buffer.from(signature)
  return until > now && given.length === expected.length && timingSafeEqual(given, expected)
}

const signed = (secret: string, projectId: string, assetId: string, until: number): string =>
  createHmac('sha256', secret).update(`${projectId}\n${assetId}\n${until}`).digest('hex')
