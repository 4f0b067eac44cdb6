import { z } from 'zod'
import { randomHex } from '../random-id.ts'

const id = z.string().min(1).max(80)

export const ProjectId = id.brand('ProjectId')
export type ProjectId = z.infer<typeof ProjectId>
export const AssetId = id.brand('AssetId')
export type AssetId = z.infer<typeof AssetId>
export const AnnotationId = id.brand('AnnotationId')
export type AnnotationId = z.infer<typeof AnnotationId>
/** Chosen by the client; the same id again is the same change. */
export const OperationId = id.brand('OperationId')
export type OperationId = z.infer<typeof OperationId>
export const SnapshotId = id.brand('SnapshotId')
export type SnapshotId = z.infer<typeof SnapshotId>
export const RunId = id.brand('RunId')
export type RunId = z.infer<typeof RunId>
export const StudyId = id.brand('StudyId')
export type StudyId = z.infer<typeof StudyId>
export const JobId = id.brand('JobId')
export type JobId = z.infer<typeof JobId>
export const UserId = id.brand('UserId')
export type UserId = z.infer<typeof UserId>
export const ImportId = id.brand('ImportId')
export type ImportId = z.infer<typeof ImportId>
export const CommentId = id.brand('CommentId')
export type CommentId = z.infer<typeof CommentId>
export const VideoId = id.brand('VideoId')
export type VideoId = z.infer<typeof VideoId>
export const TrackId = id.brand('TrackId')
export type TrackId = z.infer<typeof TrackId>

/** A new id of any of the kinds above: 96 random bits behind a readable prefix. */
export const newId = <Id extends string>(prefix: string): Id => `${prefix}_${randomHex(12)}` as Id
