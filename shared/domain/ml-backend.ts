import { z } from 'zod'

/** A program that answers Label Studio's ML-backend protocol, and the version of its model that it named when it was asked. */
export const MlBackend = z.object({
  /** Without a slash at its end. */
  url: z.string(),
  /** As the backend calls it; a new one becomes a new version here. */
  modelVersion: z.string(),
  modelClass: z.string().nullable(),
})
export type MlBackend = z.infer<typeof MlBackend>

/** How a backend is reached, and how it gets the images. */
export const MlBackendSettings = z.object({
  url: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  /** For Basic authentication; null for none. */
  username: z.string().max(200).nullable().default(null),
  password: z.string().max(500).nullable().default(null),
  /** link: by an address of this server that is good for a while, as most backends expect it. inline: inside the task, as a data URL. */
  images: z.enum(['link', 'inline']).default('link'),
  /** This server as the backend reaches it; null: by the address that it listens on. */
  address: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
})
export type MlBackendSettings = z.infer<typeof MlBackendSettings>

/** A backend as it was last met; its password is never told. */
export const MlBackendState = z.object({
  url: z.string(),
  username: z.string().nullable(),
  images: z.enum(['link', 'inline']),
  address: z.string().nullable(),
  modelClass: z.string().nullable(),
  modelVersion: z.string(),
  /** Its version among the project's models. */
  version: z.number().int(),
  metAt: z.number(),
})
export type MlBackendState = z.infer<typeof MlBackendState>
