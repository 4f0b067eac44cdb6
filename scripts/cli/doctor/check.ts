/** One thing that was looked at; where it is not `ok`, `detail` says how to get it. */
export interface Check {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
}
