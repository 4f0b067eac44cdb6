import { z } from 'zod'
import { route } from '../contract.ts'
import { ImportId, JobId, ProjectId } from '../domain/ids.ts'
import { BatchReport, FindingDecision, FindingStatus, QualityState, RulePreview, ShownFinding } from '../domain/quality.ts'
import { QualityRuleId, QualityRules } from '../domain/quality-rule.ts'
import { Paging, pageOf } from './paging.ts'

const byProject = z.object({ projectId: ProjectId })
/** So many findings are decided on at once. */
const MOST_DECIDED = 500

/** Quality control of what comes in: rules, the list of what they found, a report per import. */
export const quality = {
  show: route({
    method: 'get',
    path: '/api/projects/:projectId/quality',
    summary: 'The rules of a project, and how many findings each has.',
    access: 'project:view',
    params: byProject,
    response: QualityState,
  }),
  changeRules: route({
    method: 'put',
    path: '/api/projects/:projectId/quality/rules',
    summary: 'Change the rules; all images are judged by them anew.',
    access: 'project:change',
    params: byProject,
    body: QualityRules,
    response: z.object({ rules: QualityRules, jobId: JobId.nullable() }),
  }),
  preview: route({
    method: 'post',
    path: '/api/projects/:projectId/quality/preview',
    summary: 'What rules would find, by what is measured of the images already; nothing changes.',
    access: 'project:view',
    params: byProject,
    body: QualityRules,
    response: z.array(RulePreview),
  }),
  examine: route({
    method: 'post',
    path: '/api/projects/:projectId/quality',
    summary: 'Look at the images that are new or whose labels changed.',
    access: 'project:change',
    params: byProject,
    response: z.object({ jobId: JobId }),
  }),
  findings: route({
    method: 'get',
    path: '/api/projects/:projectId/quality/findings',
    summary: 'What a rule has found, the worst first.',
    access: 'project:view',
    params: byProject,
    query: Paging.extend({ rule: QualityRuleId, status: FindingStatus.default('open') }),
    response: pageOf(ShownFinding),
  }),
  decide: route({
    method: 'post',
    path: '/api/projects/:projectId/quality/decisions',
    summary: 'Dismiss or reopen findings, set their images aside or take them back in.',
    access: 'asset:review',
    params: byProject,
    body: z.object({ findings: z.array(z.string()).min(1).max(MOST_DECIDED), decision: FindingDecision }),
    response: z.object({ findings: z.array(ShownFinding), refused: z.array(z.string()) }),
  }),
  batches: route({
    method: 'get',
    path: '/api/projects/:projectId/quality/batches',
    summary: 'The validation reports of the imports that brought images, newest first.',
    access: 'project:view',
    params: byProject,
    response: z.array(BatchReport),
  }),
  batch: route({
    method: 'get',
    path: '/api/projects/:projectId/imports/:importId/report',
    summary: 'The validation report of one import, or null where it brought no images.',
    access: 'project:view',
    params: z.object({ projectId: ProjectId, importId: ImportId }),
    response: BatchReport.nullable(),
  }),
} as const
