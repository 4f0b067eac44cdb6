import type { Findings } from '../findings.ts'
import { extensionOf, stemOf } from '../sources/tree-path.ts'
import { cityNumbering, GROUP } from './cityscapes-classes.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { writeLabelPictures } from './write-label-pictures.ts'
import { type Entry, splitFolder } from './written-entries.ts'

/** The layout knows cities; an export has one. */
const CITY = 'labelloop'
const OBJECTS_OF_A_CLASS = 1000

/** gtFine/{train,val,test}/labelloop/*_gtFine_instanceIds.png and, where wanted, leftImg8bit beside it. */
export const writeCityscapes = (source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> =>
  writeLabelPictures(source, findings, {
    imagePath: (entry) => `leftImg8bit/${placeOf(entry)}_leftImg8bit.${extensionOf(entry.fileName)}`,
    picturePath: (entry) => `gtFine/${placeOf(entry)}_gtFine_instanceIds.png`,
    attributes: [GROUP],
    numbering: (lose) => cityNumbering({ title: 'Cityscapes', factor: OBJECTS_OF_A_CLASS, firstObject: 0, areaFactor: 1 }, lose),
  })

const placeOf = (entry: Entry): string => `${splitFolder(entry)}/${CITY}/${stemOf(entry.fileName)}`
