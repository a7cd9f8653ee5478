/** 待办与已办: what waits for a person, what the person did, what is late, and the way an item went. */
import { z } from 'zod'
import { defineRoute } from '../http/contract.ts'
import { listOf, pageOf, pageQuery } from '../http/paging.ts'

const kind = z.string().regex(/^[a-z][a-z-]*\.[a-z][a-z-]*$/)
const read = { resource: 'tasks', action: 'read' } as const

export const taskView = z.object({
  itemId: z.uuid(),
  kind: z.string(),
  objectKind: z.string(),
  objectId: z.string(),
  title: z.string(),
  state: z.string(),
  version: z.number().int(),
  authorName: z.string(),
  dueAt: z.iso.datetime().nullable(),
  isOverdue: z.boolean(),
  changedAt: z.iso.datetime(),
})

const paging = { page: pageQuery.page, pageSize: pageQuery.pageSize }

export const listOpenTasks = defineRoute({
  id: 'tasks.open',
  method: 'GET',
  path: '/api/tasks',
  summary: 'What waits for the person asking, the most urgent first (待办)',
  permit: read,
  query: z.strictObject({ ...paging, kinds: listOf(kind).optional() }),
  response: pageOf(taskView),
})

export const listDoneTasks = defineRoute({
  id: 'tasks.done',
  method: 'GET',
  path: '/api/tasks/done',
  summary: 'What the person asking did, newest first (已办)',
  permit: read,
  query: z.strictObject(paging),
  response: pageOf(
    z.object({
      itemId: z.uuid(),
      kind: z.string(),
      objectKind: z.string(),
      objectId: z.string(),
      title: z.string(),
      transition: z.string(),
      toState: z.string(),
      /** Where it stands now. */
      state: z.string(),
      comment: z.string().nullable(),
      late: z.boolean(),
      at: z.iso.datetime(),
    }),
  ),
})

export const listOverdueTasks = defineRoute({
  id: 'tasks.overdue',
  method: 'GET',
  path: '/api/tasks/overdue',
  summary: 'Open items whose time is over, within the reach of the person asking',
  permit: read,
  query: z.strictObject({ kinds: listOf(kind).optional() }),
  response: z.array(taskView),
})

export const getTaskHistory = defineRoute({
  id: 'tasks.history',
  method: 'GET',
  path: '/api/tasks/:itemId/history',
  summary: 'The hand-over chain of an item: steps, comments, comments on lines and their answers',
  permit: read,
  params: z.strictObject({ itemId: z.uuid() }),
  response: z.object({
    task: taskView,
    steps: z.array(
      z.object({
        version: z.number().int(),
        transition: z.string(),
        fromState: z.string().nullable(),
        toState: z.string(),
        actorName: z.string(),
        comment: z.string().nullable(),
        assignedRole: z.string().nullable(),
        wasDueAt: z.iso.datetime().nullable(),
        late: z.boolean(),
        at: z.iso.datetime(),
      }),
    ),
    lines: z.array(
      z.object({
        lineId: z.uuid(),
        version: z.number().int(),
        key: z.string(),
        comment: z.string(),
        answer: z.string().nullable(),
        answeredAt: z.iso.datetime().nullable(),
      }),
    ),
  }),
})
