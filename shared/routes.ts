import { augmentation } from './routes/augmentation.ts'
import { backups } from './routes/backups.ts'
import { comments } from './routes/comments.ts'
import { connections } from './routes/connections.ts'
import { data } from './routes/data.ts'
import { deployment } from './routes/deployment.ts'
import { embeddings } from './routes/embeddings.ts'
import { examinations } from './routes/examinations.ts'
import { history } from './routes/history.ts'
import { labelStudio } from './routes/label-studio.ts'
import { labels } from './routes/labels.ts'
import { loop } from './routes/loop.ts'
import { monitoring } from './routes/monitoring.ts'
import { notifications } from './routes/notifications.ts'
import { people } from './routes/people.ts'
import { pipelines } from './routes/pipelines.ts'
import { projects } from './routes/projects.ts'
import { quality } from './routes/quality.ts'
import { raters } from './routes/raters.ts'
import { review } from './routes/review.ts'
import { savedViews } from './routes/saved-views.ts'
import { segmenters } from './routes/segmenters.ts'
import { serving } from './routes/serving.ts'
import { starter } from './routes/starter.ts'
import { startingPoints } from './routes/starting-points.ts'
import { studies } from './routes/studies.ts'
import { supervision } from './routes/supervision.ts'
import { tracking } from './routes/tracking.ts'
import { triggers } from './routes/triggers.ts'
import { versions } from './routes/versions.ts'
import { videos } from './routes/videos.ts'

/** Every HTTP route, declared once: the server mounts it, the browser and the command line call it, OpenAPI describes it. */
export const routes = {
  augmentation,
  backups,
  people,
  projects,
  data,
  connections,
  deployment,
  labels,
  labelStudio,
  loop,
  triggers,
  notifications,
  comments,
  monitoring,
  history,
  quality,
  raters,
  review,
  savedViews,
  segmenters,
  serving,
  studies,
  supervision,
  pipelines,
  starter,
  startingPoints,
  tracking,
  versions,
  videos,
  embeddings,
  examinations,
} as const
