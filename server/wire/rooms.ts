import type { AssetId, ProjectId, UserId } from '#shared/domain/ids.ts'

/** Everybody who has an asset open. */
export const assetRoom = (id: AssetId): string => `asset:${id}`
/** Everybody who watches a project. */
export const projectRoom = (id: ProjectId): string => `project:${id}`
/** Every connection of one person. */
export const userRoom = (id: UserId): string => `user:${id}`

/** The asset whose room this is, or null for any other room. */
export function assetOfRoom(room: string): AssetId | null {
  const [kind, id] = splitOnce(room)
  return kind === 'asset' ? (id as AssetId) : null
}

/** The project whose room this is, or null for any other room. */
export function projectOfRoom(room: string): ProjectId | null {
  const [kind, id] = splitOnce(room)
  return kind === 'project' ? (id as ProjectId) : null
}

const splitOnce = (room: string): [string, string] => {
  const colon = room.indexOf(':')
  return [room.slice(0, colon), room.slice(colon + 1)]
}
