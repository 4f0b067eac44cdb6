import type { Findings } from '../findings.ts'
import { extensionOf } from '../sources/tree-path.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import type { Lose } from './shapes-as.ts'
import { SPLIT_FILE_NAMES } from './splits-by-name.ts'
import { writeLabelPictures } from './write-label-pictures.ts'
import { type Entry, splitFolder, usedSplits } from './written-entries.ts'
import { numbersOfLegend, writtenLegend } from './written-legend.ts'

const OBJECTS_OF_A_CLASS = 1000
/** What 16 bits have room for; 10 is left to areas that are to be ignored. */
const MOST_CLASSES = 9
const FRAME_DIGITS = 6

/** {train,val,test}/instances with labels.txt and a picture for each frame and, where wanted, images beside it. */
export async function* writeMotsPng(source: ExportSource, findings: Findings): AsyncIterable<WrittenFile> {
  const legend = await writtenLegend(source)
  const names = legend.slice(0, MOST_CLASSES).map(({ name }) => `${name}\n`)
  for (const split of await usedSplits(source))
    yield { path: `${SPLIT_FILE_NAMES[split]}/instances/labels.txt`, content: { text: names } }
  const numberOf = numbersOfLegend(legend)
  yield* writeLabelPictures(source, findings, {
    imagePath: (entry) => `${splitFolder(entry)}/images/${placeOf(entry)}.${extensionOf(entry.fileName)}`,
    picturePath: (entry) => `${splitFolder(entry)}/instances/${placeOf(entry)}.png`,
    // A name that ends in a number is read as that of a frame.
    numbering: (lose, entry) => trackNumbering(numberOf, /\d$/.test(placeOf(entry)), lose),
    holds: ['track'],
  })
}

function placeOf({ video, fileName }: Entry): string {
  if (!video) return fileName.replace(/\.[^.]*$/, '')
  return `${video.name.replaceAll(/[^\w-]+/g, '_')}/${String(video.frame).padStart(FRAME_DIGITS, '0')}`
}

/** An object has the number of its track, so far as that is free in its class; others those that are left. */
function trackNumbering(
  numberOf: (label: string) => number | null,
  isFrame: boolean,
  lose: Lose,
): (annotation: Entry['annotations'][number]) => number | null {
  const taken = new Set<number>()
  return ({ label, track }) => {
    const place = numberOf(label)
    if (place === null || place > MOST_CLASSES) {
      lose(`labels beyond ${MOST_CLASSES}`)
      return null
    }
    const first = place * OBJECTS_OF_A_CLASS
    let number = first + ((track?.number ?? 1) % OBJECTS_OF_A_CLASS)
    for (let tries = 0; taken.has(number); tries++) {
      if (tries === OBJECTS_OF_A_CLASS) {
        lose(`objects of a label beyond ${OBJECTS_OF_A_CLASS} in one frame`)
        return null
      }
      number = first + ((number - first + 1) % OBJECTS_OF_A_CLASS)
    }
    if (!track && isFrame) lose('areas in no track, given numbers as those of tracks', 'converted')
    if (track && number - first !== track.number) lose('numbers of tracks, changed to have room', 'renamed')
    taken.add(number)
    return number
  }
}
