import type { z } from 'zod'
import type { Action } from './policy.ts'
import type { Result } from './result.ts'

type Schema = z.ZodType

/** One HTTP route: method, path, who may call it, what goes in and out. Bodies and answers are JSON. */
export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  readonly path: string
  /** One sentence for the API's documentation. */
  readonly summary: string
  /** 'anyone' needs no sign-in, 'user' any signed-in person; an action is checked for the project in `params.projectId`, or installation-wide. */
  readonly access: 'anyone' | 'user' | Action
  readonly params?: Schema
  readonly query?: Schema
  readonly body?: Schema
  /** Media types of a body that is not JSON and that the handler reads itself. */
  readonly upload?: readonly string[]
  readonly response: Schema
}

export const route = <const R extends Route>(spec: R): R => spec

type In<R, K extends string> = R extends { [P in K]: infer S extends Schema } ? z.input<S> : undefined
type Out<R, K extends string> = R extends { [P in K]: infer S extends Schema } ? z.output<S> : undefined
type Part<R> = Extract<keyof R, 'params' | 'query' | 'body'>

/** What a caller passes, before parsing. */
export type RouteInput<R extends Route> = { [K in Part<R>]: In<R, K> }
/** What a handler receives, after parsing. */
export type RouteRequest<R extends Route> = { [K in Part<R>]: Out<R, K> }
export type RouteResponse<R extends Route> = z.output<R['response']>
/** What a handler returns; parsed before it is sent. */
export type RouteAnswer<R extends Route> = z.input<R['response']>

/** Browser to server, always acknowledged with a Result. */
export interface Command {
  readonly summary: string
  readonly payload: Schema
  readonly reply: Schema
}
/** Server to browser, fire and forget. */
export interface Notice {
  readonly summary: string
  readonly payload: Schema
}

export const command = <const C extends Command>(spec: C): C => spec
export const notice = <const N extends Notice>(spec: N): N => spec

export type ClientToServer<C extends Record<string, Command>> = {
  [K in keyof C]: (payload: z.input<C[K]['payload']>, acknowledge: (result: Result<z.output<C[K]['reply']>>) => void) => void
}
export type ServerToClient<N extends Record<string, Notice>> = {
  [K in keyof N]: (payload: z.output<N[K]['payload']>) => void
}
