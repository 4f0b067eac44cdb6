import { z } from 'zod'

/** Ids are numbers in COCO files, and strings in some; 2299 and "2299" are the same id here. */
const Id = z.union([z.number(), z.string()]).transform((id) => (Number.isNaN(Number(id)) ? String(id) : String(Number(id))))
const Box = z.tuple([z.number(), z.number(), z.number(), z.number()])
const RunLengthText = z.object({ size: z.tuple([z.number(), z.number()]), counts: z.union([z.string(), z.array(z.number())]) })
const Segmentation = z.union([z.array(z.array(z.number())), RunLengthText])
const Flag = z.union([z.number(), z.boolean()]).transform(Boolean)

/** One labelled object of a COCO file; `bbox` is x, y, width, height in pixels. */
export const CocoAnnotation = z.object({
  image_id: Id,
  category_id: Id,
  bbox: Box.optional(),
  area: z.number().optional(),
  iscrowd: Flag.default(false),
  segmentation: Segmentation.optional(),
  keypoints: z.array(z.number()).optional(),
  num_keypoints: z.number().optional(),
})
export type CocoAnnotation = z.infer<typeof CocoAnnotation>

/** One image of a COCO file; the size is needed for masks only. */
export const CocoImage = z.object({ id: Id, width: z.number().default(0), height: z.number().default(0) })
export type CocoImage = z.infer<typeof CocoImage>

/** What is true, as in COCO's instances and person_keypoints files. */
export const CocoTruth = z.object({
  images: z.array(CocoImage),
  categories: z.array(z.object({ id: Id, name: z.string() })),
  annotations: z.array(CocoAnnotation),
})
export type CocoTruth = z.infer<typeof CocoTruth>

/** One line of a results file. */
export const CocoDetection = z.object({
  image_id: Id,
  category_id: Id,
  score: z.number(),
  bbox: Box.optional(),
  segmentation: Segmentation.optional(),
  keypoints: z.array(z.number()).optional(),
})
export type CocoDetection = z.infer<typeof CocoDetection>

/** A results file: the list itself, or the list as `annotations` of a COCO file, as some tools write it. */
export const CocoDetections = z.union([
  z.array(CocoDetection),
  z.object({ annotations: z.array(CocoDetection) }).transform(({ annotations }) => annotations),
])

export type CocoSegmentation = z.infer<typeof Segmentation>
