import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BelievedEntry, ManifestEntry } from '#shared/domain/manifest.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Run } from '#shared/domain/training.ts'
import { activeLabels, type Ontology } from '#shared/ontology.ts'
import { type Config, engineChoice } from '../config.ts'
import type { JobContext } from '../jobs/runner.ts'
import type { Store } from '../store/store.ts'
import { recordMessages, type TrainingWatch } from './record-messages.ts'
import { appendLog } from './run-records.ts'
import { trainWithRetries } from './train-with-retries.ts'
import type { startTrainer } from './trainer-process.ts'
import { believedImages, imagesOf } from './training-input.ts'
import { workFolderOf } from './work-folder.ts'

const DONE_FILE = 'trained.json'

/** What one training attempt left behind. */
export interface Trained {
  readonly folder: string
  /** What it predicts, by place: as the labels were called when it began. */
  readonly labels: readonly string[]
  readonly engine: string
  readonly architecture: string
  readonly parametersCount: number
  readonly seconds: number
  /** The share of the training that was done: 1 but for a trial that is compared on the way. */
  readonly share: number
  /** The model's figure on the validation split; null where that is empty. */
  readonly validation: number | null
}

export interface TrainDeps {
  readonly store: Pick<Store, 'runs' | 'curves' | 'runLogs'>
  readonly config: Config
  /** Brings an image to a local file. */
  readonly onDisk: (hash: string) => Promise<string>
  /** Folder of the champion's files, for a run that asks to start from them; null where there is none. */
  readonly warmStart: string | null
  /** Folder of the imported body that the run asks for; null where it asks for none. */
  readonly startingPoint: string | null
  /** Images that nobody has decided on, as labeling functions take them to be; absent where nothing is learned from them. */
  readonly believed?: readonly BelievedEntry[]
  /** Absent where nobody watches. */
  readonly watch?: (run: Run) => Promise<TrainingWatch>
  readonly start?: typeof startTrainer
}

/** Trains in a process of its own, in a folder that survives a crash: the same run taken up again continues at its checkpoint. */
export async function trainRun(
  deps: TrainDeps,
  context: JobContext,
  project: Project,
  run: Run,
  manifest: readonly ManifestEntry[],
): Promise<Trained> {
  const { store, config } = deps
  const workFolder = workFolderOf(config, run.id)
  await mkdir(workFolder, { recursive: true })
  const labels = activeLabels(project.ontology).map((label) => label.name)
  const share = run.trial?.share ?? 1
  const done = await readDone(workFolder)
  if (done && (done.share ?? 1) >= share) return { share: 1, validation: null, ...done, labels: done.labels ?? labels }
  const watch = await deps.watch?.(run)
  const recorder = recordMessages(store, context, run, watch)
  const result = await trainWithRetries(
    {
      runId: run.id,
      task: project.task,
      labels,
      keypoints: keypointsOf(project.ontology),
      architecture: run.architecture === 'auto' ? project.loop.training.architecture : run.architecture,
      parameters: askedParameters(project, run),
      seed: run.seed,
      train: [...imagesOf(manifest, project.task, 'train', labels), ...believedImages(deps.believed ?? [], labels)],
      validation: imagesOf(manifest, project.task, 'validation', labels),
      workFolder,
      ...(share < 1 && { stopAfter: share }),
      ...(deps.warmStart !== null && { warmStart: deps.warmStart }),
      ...(deps.startingPoint !== null && { startingPoint: deps.startingPoint }),
      engine: engineChoice(config),
      pretrainedFolder: join(config.cacheFolder, 'pretrained'),
    },
    {
      onMessage: recorder.hear,
      onDisk: deps.onDisk,
      signal: context.signal,
      ...(watch && { onProcess: watch.process }),
      ...(deps.start && { start: deps.start }),
    },
  ).catch(async (error: unknown) => {
    await watch?.end()
    throw error
  })
  const { engine, parametersCount } = await recorder.settled()
  const trained = {
    folder: result.modelFolder,
    labels,
    engine,
    architecture: result.architecture,
    parametersCount,
    seconds: result.secondsElapsed,
    share,
    validation: result.validation?.metric ?? null,
  }
  await writeDone(workFolder, trained)
  await appendLog(store, run.id, `Trained in ${trained.seconds.toFixed(0)} s`)
  return trained
}

/** What a run is asked to train with: by itself, otherwise by its project. */
export function askedParameters({ loop }: Pick<Project, 'loop'>, { requested }: Pick<Run, 'requested'>): Record<string, unknown> {
  const { timeBudgetSeconds, parameters } = loop.training
  return { ...(timeBudgetSeconds !== null && { timeBudgetSeconds }), ...parameters, ...requested }
}

function keypointsOf({ labels }: Ontology): Record<string, string[]> {
  return Object.fromEntries(labels.flatMap(({ name, skeleton }) => (skeleton ? [[name, skeleton.keypoints]] : [])))
}

type Done = Omit<Trained, 'labels' | 'share' | 'validation'> & Partial<Pick<Trained, 'labels' | 'share' | 'validation'>>

// An older version did not write all of it down.
async function readDone(workFolder: string): Promise<Done | null> {
  try {
    return JSON.parse(await readFile(join(workFolder, DONE_FILE), 'utf8')) as Trained
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

async function writeDone(workFolder: string, trained: Trained): Promise<void> {
  const unfinished = join(workFolder, `${DONE_FILE}.unfinished`)
  await writeFile(unfinished, JSON.stringify(trained))
  await rename(unfinished, join(workFolder, DONE_FILE))
}
