import type { Attributes } from '#shared/domain/annotation.ts'
import type { Split } from '#shared/domain/asset.ts'
import type { ManifestEntry } from '#shared/domain/manifest.ts'
import type { Label } from '#shared/ontology.ts'
import type { Shape } from '#shared/shapes/index.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import type { Findings } from '../findings.ts'
import type { FileTree } from '../sources/file-tree.ts'

/** An annotation as its file says it: nothing is checked yet, the shape may be empty or lie outside the image. */
export interface ReadAnnotation {
  readonly label: string
  readonly shape: Shape
  readonly attributes: Attributes
  readonly occluded?: boolean
  /** From below to above. */
  readonly order?: number
  /** Annotations of an image with the same group belong together. */
  readonly group?: string
  /** The object it is in the frames of a video; objects of other videos may have the same number. */
  readonly track?: { readonly number: number; readonly isKeyframe: boolean }
  /** Some model proposed it and nobody has decided on it yet: how sure it was (1 where it does not say), and what the file calls it. */
  readonly suggested?: { readonly score: number; readonly by: string }
  /** What its file calls it. One that only counts may be another object in another file of the same source. */
  readonly id?: string
}

/** What a file says about a label itself. */
export type DeclaredLabel = Pick<Label, 'name'> & Partial<Pick<Label, 'color' | 'parent' | 'shape' | 'attributes' | 'skeleton'>>

/** Takes what a file says about a label. */
export type Declare = (label: DeclaredLabel) => void

/** One image of a data set with what is said about it. */
export interface ReadImage {
  /** Path in the tree. */
  readonly path: string
  /** Whether somebody labelled it; one without objects may be labelled too, one with nothing but proposals is not. */
  readonly labelled: boolean
  /** Pixels as its label file states them, null where it does not. */
  readonly size: { readonly width: number; readonly height: number } | null
  /** The data set's own split. */
  readonly split: Split | null
  /** Which frame of which video it is, where the format says so. */
  readonly video?: { readonly name: string; readonly frame: number }
  readonly annotations: readonly ReadAnnotation[]
  /** Of images inside other files, of which nobody knows how many there are: how much of these files has been read with this one, 0 to 1. */
  readonly share?: number
  /** What else its data set says of it, by a name: texts and numbers are kept, the rest is told as lost. */
  readonly meta?: Readonly<Record<string, unknown>>
}

/** How well a tree fits a format, 0 to 1, and why, for people. */
export interface Detection {
  readonly score: number
  readonly why: string
}

/** One file of an export. */
export interface WrittenFile {
  readonly path: string
  readonly content:
    | { readonly text: AsyncIterable<string> | Iterable<string> }
    /** What is packed already or has no words in it, such as a picture: archives keep it as it is. */
    | { readonly bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array> }
    | { readonly blob: string }
}

/** What a format writes: the manifest's entries, all or those of one split, as often as it asks for them, each with the file name it shall have. */
export interface ExportSource {
  entries(split?: Split): AsyncIterable<ManifestEntry & { readonly fileName: string }>
  /** Whether the images themselves are wanted. */
  readonly images: boolean
  /** The labels of the project. */
  readonly labels: readonly Label[]
  /** The bytes of an entry's image by its hash, for formats that hold images inside their own files. */
  readonly open?: (hash: string) => AsyncIterable<Uint8Array>
}

/** One way to keep a labelled data set in files. */
export interface Format {
  readonly id: string
  readonly title: string
  readonly tasks: readonly TaskId[]
  detect(tree: FileTree): Promise<Detection>
  /** The images one after the other; what cannot be kept goes to the findings. Labels are declared before the first image that needs them. */
  read(tree: FileTree, findings: Findings, declare: Declare): AsyncIterable<ReadImage>
  readonly write: ((source: ExportSource, findings: Findings) => AsyncIterable<WrittenFile>) | null
  /** Whether it writes what is known of an image beside its labels. */
  readonly writesMeta?: boolean
}

export const NOT_DETECTED: Detection = { score: 0, why: '' }
