/** A file with its place in the folder that was dropped or chosen: "train/cats/1.jpg". */
export interface FileWithPath {
  readonly file: File
  readonly path: string
}

// Left by operating systems in every folder; nobody means to import them.
const CLUTTER = /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|__MACOSX\/.*|\._[^/]*)$/i

/** The files of a drop or a choice with their relative paths, clutter left out, in the order of their paths. */
export function withPaths(files: readonly File[]): FileWithPath[] {
  return files
    .map((file) => ({ file, path: pathOf(file) }))
    .filter(({ path }) => !CLUTTER.test(path))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

// The drop zone writes `path` ("/folder/a.jpg" or "./a.jpg"), a folder input `webkitRelativePath`, plain files have a name alone.
function pathOf(file: File & { readonly path?: string }): string {
  const given = file.path || file.webkitRelativePath || file.name
  return given.replace(/^(\.?\/)+/, '')
}
