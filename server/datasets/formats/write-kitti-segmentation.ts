import type { Findings } from '../findings.ts'
import { cityNumbering, GROUP } from './cityscapes-classes.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { pngName, writeLabelPictures } from './write-label-pictures.ts'
import { splitFolder } from './written-entries.ts'

const OBJECTS_OF_A_CLASS = 256

/** {train,val,test}/instance/*.png and, where wanted, image_2 beside it. */
export const writeKittiSegmentation = (source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> =>
  writeLabelPictures(source, findings, {
    imagePath: (entry) => `${splitFolder(entry)}/image_2/${entry.fileName}`,
    picturePath: (entry) => `${splitFolder(entry)}/instance/${pngName(entry)}`,
    attributes: [GROUP],
    numbering: (lose) =>
      cityNumbering({ title: 'KITTI', factor: OBJECTS_OF_A_CLASS, firstObject: 1, areaFactor: OBJECTS_OF_A_CLASS }, lose),
  })
