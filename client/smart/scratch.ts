/** Anything in OpenCV's own memory, which JavaScript does not clean up. */
interface Deletable {
  delete(): void
}

/** Takes what is made for one computation. */
export type Own = <T extends Deletable>(thing: T) => T

/** Runs a computation and frees everything it made, also when it fails; what it returns is plain data. */
export function withScratch<R>(compute: (own: Own) => R): R {
  const made: Deletable[] = []
  try {
    return compute((thing) => {
      made.push(thing)
      return thing
    })
  } finally {
    for (const thing of made.reverse()) thing.delete()
  }
}
