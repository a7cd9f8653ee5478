export {
  type AdvanceOptions,
  type Assignment,
  advance,
  answerLine,
  findItem,
  reassign,
  type StartOptions,
  startItem,
  type WorkflowItem,
} from './items.ts'
export {
  type DoneTask,
  doneTasks,
  itemHistory,
  type LineComment,
  openTasks,
  overdueItems,
  type Reach,
  type Step,
  type Timeliness,
  timeliness,
} from './lists.ts'
export {
  allWorkflows,
  barsAuthor,
  defineWorkflow,
  findWorkflow,
  type Transition,
  type Workflow,
} from './workflow.ts'
export {
  addWorkingMinutes,
  type Due,
  dueAfter,
  endOfWorkingDay,
  instantOf,
  lastWorkingDays,
  localMoment,
  nextWorkingDay,
  type WorkingCalendar,
  workingMinutesBetween,
} from './working-time.ts'
