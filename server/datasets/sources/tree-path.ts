const LONGEST_PATH = 400
/** What operating systems and version control leave beside the data. */
const CLUTTER = /(^|\/)(__MACOSX|\.[^/]*|Thumbs\.db|desktop\.ini)(\/|$)/i
const CONTROL_CHARACTERS = /\p{Cc}/u

/** A path as a tree knows it, or why it is none. Paths are names here, never places on the disk; still none may lead outwards. */
export function treePath(given: string): { path: string } | { reason: string } {
  const path = given
    .replaceAll('\\', '/')
    .replace(/^[a-z]:/i, '')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')
  if (path === '') return { reason: 'its path is empty' }
  if (path.length > LONGEST_PATH) return { reason: `its path is longer than ${LONGEST_PATH} characters` }
  if (path.split('/').includes('..')) return { reason: 'its path leads out of the data set ("..")' }
  if (CONTROL_CHARACTERS.test(path)) return { reason: 'its path holds control characters' }
  return { path }
}

/** Whether a path is a leftover of an operating system that nobody wants to hear of. */
export const isClutter = (path: string): boolean => CLUTTER.test(path)

/** The last part of a path. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
/** The folders of a path, outermost first. */
export const foldersOf = (path: string): string[] => path.split('/').slice(0, -1)
/** The folder that a file lies in; empty where it lies in none. */
export const folderOf = (path: string): string => foldersOf(path).at(-1) ?? ''
/** How many folders two lists of them begin with alike. */
export function sharedFolders(a: readonly string[], b: readonly string[]): number {
  const end = a.findIndex((part, depth) => part !== b[depth])
  return end === -1 ? a.length : end
}
/** The last part of a path without its extension. */
export const stemOf = (path: string): string => baseName(path).replace(/\.[^.]*$/, '')
/** The extension of a path, lower case, without the dot; empty where there is none. */
export const extensionOf = (path: string): string => /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''

// Only a hint of what to try: what a file is, its content decides.
const IMAGE_EXTENSIONS = new Set(
  'jpg jpeg jpe jfif png webp gif tif tiff bmp svg avif heic heif jp2 ppm pgm raw psd ico'.split(' '),
)
/** Whether a path says that it is an image. */
export const claimsToBeImage = (path: string): boolean => IMAGE_EXTENSIONS.has(extensionOf(path))
/** Whether a path says that it is an image in a folder of such a name, or in folders of that. */
export const isImageIn = (path: string, folder: RegExp): boolean =>
  claimsToBeImage(path) && foldersOf(path).some((one) => folder.test(one))
