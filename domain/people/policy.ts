import type { Action, Scope } from '../../platform/auth/principal.ts'
import type { Permit } from '../../platform/http/contract.ts'
import { MANAGER_ROLES, ROLES, type Role } from './roles.ts'

/**
 * The authorisation matrix: who may do what to which resource, how far, and with which restrictions.
 * Server guards, SQL scopes, field masks, hidden menu items and the matrix test are all made from this one table.
 *
 * A cell is a list of grants, `letters` + `scope` + optional `:mask,mask`:
 *   letters  r read, c create, u update, v void or correct, a approve, e export, x run a job, m configure
 *   scope    O own records, S own shop, C customers assigned now, T own team, B own brands without personal data,
 *            G aggregates of five and more, R the whole organisation. Another organisation: never, for nobody.
 * An empty or absent cell grants nothing. `CM` stands for the five posts of customer managers; a cell of one
 * post (CMg, CMs, CMb, CMt, CMr) replaces it.
 */
const TABLE = {
  // Administration
  accounts: row('账号', { SYS: 'cruR', SEC: 'rR', AUD: 'rR', CM: 'rO', RET: 'rO' }),
  roles: row('角色与安全参数', { SEC: 'rmaR', AUD: 'rR' }),
  system: row('系统配置、备份、升级、作业', { SYS: 'rmxR', AUD: 'rR' }),
  'audit-log': row('审计日志', { AUD: 'rexR', CM: 'rO:sign-ins-only', SUP: 'rR:case' }),
  devices: row('设备与未上传记录', {
    SYS: 'rR:no-content uR',
    SEC: 'rR',
    AUD: 'rR',
    CSD: 'rG',
    MM: 'rxT',
    IC: 'rxR',
    CM: 'rO',
    RET: 'rS',
  }),
  'privacy-requests': row('个人信息请求', {
    SEC: 'rmR',
    AUD: 'rR',
    CSD: 'raR',
    IC: 'rxR',
    CM: 'rcO',
    RET: 'rcS',
  }),
  'bulk-export': row('批量导出（500 行以上）', {
    SEC: 'raR',
    AUD: 'rR',
    MCL: 'cR',
    CSD: 'cR',
    MM: 'cT',
    BM: 'cB',
    IC: 'cR',
    SUP: 'cR:case',
  }),

  // Organisation
  organisation: row('组织机构与片区', {
    SYS: 'rR',
    SEC: 'rR',
    AUD: 'rR',
    MCL: 'rcuvmaR',
    CSD: 'rR cuR:proposal',
    MM: 'rT',
    BM: 'rR',
    IC: 'rR',
    CM: 'rT',
    SUP: 'rR',
  }),
  people: row('人员与岗位', {
    SYS: 'rR:contact',
    SEC: 'rR:contact',
    AUD: 'rR:contact',
    MCL: 'rR',
    CSD: 'rcuR',
    MM: 'rT',
    BM: 'rR:contact',
    IC: 'rcuR',
    CM: 'rT:contact',
    SUP: 'rR:contact',
  }),
  calendar: row('工作日历', {
    SYS: 'rR',
    MCL: 'rR',
    CSD: 'rmR',
    MM: 'rR',
    BM: 'rR',
    IC: 'rmR',
    CM: 'rR',
    SUP: 'rR',
    RET: 'rR',
  }),
  'days-off': row('请假与个人休息日', {
    MCL: 'rR',
    CSD: 'rcvR',
    MM: 'rcvT',
    BM: 'rcvO',
    IC: 'rcvR',
    CM: 'rcvO',
    SUP: 'rcvO',
  }),
  'rule-book': row('规则手册', {
    AUD: 'rR',
    MCL: 'raR',
    CSD: 'rcumR',
    MM: 'rR',
    BM: 'rR',
    IC: 'rcuR',
    CM: 'rR',
    SUP: 'rR',
  }),
  forms: row('表单定义', {
    MCL: 'raR',
    CSD: 'rcumR',
    MM: 'rR',
    BM: 'rcuR',
    IC: 'rcumR',
    CM: 'rR',
    SUP: 'rcuR',
    RET: 'rS',
  }),
  tasks: row('待办与流程', {
    MCL: 'ruR',
    CSD: 'ruR',
    MM: 'ruT',
    BM: 'ruO',
    IC: 'ruO',
    CM: 'ruO',
    SUP: 'ruO',
    RET: 'ruS',
  }),

  // Customers and goods
  customers: row('零售户档案', {
    MCL: 'reR',
    CSD: 'rueR',
    MM: 'rueT',
    BM: 'rB',
    IC: 'crueR',
    CM: 'rC',
    CMg: 'rC uC:proposal',
    SUP: 'rR',
    RET: 'rS uS:proposal',
  }),
  'customer-contact': row('零售户电话、联系人', {
    MCL: 'rR:contact',
    CSD: 'rR',
    MM: 'rT',
    IC: 'ruR',
    CMg: 'rC',
    CMs: 'rC',
    CMb: 'rC:contact',
    CMt: 'rC',
    CMr: 'rC:contact',
    SUP: 'rR:contact',
    RET: 'rS',
  }),
  'customer-identity': row('零售户证件、许可证号', { CSD: 'rR:case', IC: 'cruR', RET: 'rS' }),
  goods: row('品规', {
    MCL: 'reR',
    CSD: 'reR',
    MM: 'reR',
    BM: 'crueR',
    IC: 'crueR',
    CM: 'rR',
    SUP: 'rR',
    RET: 'rR',
  }),
  orders: row('订单与供货记录', {
    MCL: 'reR',
    CSD: 'reR',
    MM: 'rT',
    BM: 'rB',
    IC: 'crR',
    CM: 'rC',
    CMb: 'rC:own-brands',
    SUP: 'rR',
    RET: 'rS',
  }),
  segments: row('客户分类', {
    MCL: 'raR',
    CSD: 'rmxR',
    MM: 'rT',
    BM: 'rB',
    IC: 'rxR',
    CM: 'rC',
    SUP: 'rR',
    RET: 'rS:own-label',
  }),
  assignments: row('客户配置与模式比较', {
    MCL: 'arR',
    CSD: 'rmxR',
    MM: 'rT cT:proposal',
    BM: 'rG',
    IC: 'rR',
    CM: 'rO',
    SUP: 'rR',
    RET: 'rS:name-only',
  }),
  imports: row('数据导入', { CSD: 'raR', IC: 'rcxR', SUP: 'rR' }),

  // Supply
  forecasts: row('需求预测', {
    MCL: 'rR',
    CSD: 'rR',
    MM: 'raT',
    BM: 'rB',
    IC: 'rxR',
    CM: 'rC',
    CMg: 'ruC',
    CMb: 'rC:own-brands',
    CMr: 'cuC rT',
    SUP: 'rR',
    RET: 'rS',
  }),
  agreements: row('月度商定总量', {
    MCL: 'rR',
    CSD: 'raR',
    MM: 'raT',
    BM: 'rB',
    IC: 'rR',
    CM: 'rC',
    CMg: 'rcuC',
    SUP: 'rR',
    RET: 'raS',
  }),
  allocations: row('紧俏货源投放', {
    MCL: 'raR',
    CSD: 'rxR cR:proposal',
    MM: 'rT cT:comment',
    BM: 'rB cB:proposal',
    IC: 'rR',
    CM: 'rC',
    SUP: 'rR',
    RET: 'rS',
  }),

  // Plans and visits
  'visit-plans': row('拜访计划', {
    MCL: 'rR',
    CSD: 'rR',
    MM: 'rcuaT',
    BM: 'rB cB:request',
    IC: 'rR',
    CM: 'rcuO',
    SUP: 'rR',
    RET: 'rS:notice',
  }),
  routes: row('线路优化', { CSD: 'rR', MM: 'rxT', CM: 'rxO' }),
  visits: row('拜访执行记录', {
    MCL: 'rR',
    CSD: 'rR',
    MM: 'rT vT cO',
    BM: 'rB:own-campaigns',
    IC: 'rR',
    CM: 'cvO rC:own-function',
    CMg: 'cvO rC',
    SUP: 'rR cO',
    RET: 'cS:rating',
  }),
  'visit-evidence': row('拜访照片、签到点', {
    CSD: 'rR:case',
    MM: 'rT',
    BM: 'rB:own-campaigns,location',
    CM: 'rcO',
    SUP: 'rR:case',
  }),
  'location-tracks': row('行踪轨迹', { MM: 'rT:case,working-hours', CM: 'rO', SUP: 'rR:case' }),

  // Market
  'market-information': row('市场信息：价格、库存、促销', {
    MCL: 'reR',
    CSD: 'reR',
    MM: 'rT',
    BM: 'reB',
    IC: 'reR',
    CM: 'cO rC',
    CMr: 'cO rT',
    SUP: 'rR',
    RET: 'rcS',
  }),
  'illicit-reports': row('涉烟违法线索', {
    MCL: 'rR',
    CSD: 'rR',
    MM: 'rT',
    CM: 'crO',
    SUP: 'ruR',
    RET: 'cS',
  }),
  complaints: row('投诉', {
    MCL: 'rR',
    CSD: 'ruaR',
    MM: 'ruT',
    BM: 'rB',
    IC: 'cruR',
    CM: 'cO rO',
    CMg: 'cO rC',
    CMs: 'cuC rC',
    SUP: 'rR',
    RET: 'crS',
  }),

  // Analysis and cultivation
  indicators: row('指标定义', {
    AUD: 'rR',
    MCL: 'rR',
    CSD: 'rmR',
    MM: 'rR',
    BM: 'rR',
    IC: 'rR',
    CM: 'rR',
    SUP: 'rR',
    RET: 'rS',
  }),
  'brand-analysis': row('品牌分析：铺货率、动销率、库存预警', {
    MCL: 'reR',
    CSD: 'reR',
    MM: 'reT',
    BM: 'reB',
    IC: 'reR',
    CM: 'rC',
    CMb: 'rC:own-brands',
    CMr: 'rT',
    SUP: 'rR',
    RET: 'rS',
  }),
  campaigns: row('品牌培育活动', {
    MCL: 'raR',
    CSD: 'rR',
    MM: 'rT',
    BM: 'rcuxB',
    IC: 'rR',
    CM: 'rC',
    CMg: 'rC uC:execution',
    CMb: 'rcC uC:execution',
    SUP: 'rR',
    RET: 'raS:consent',
  }),
  reports: row('报告', {
    MCL: 'rceR',
    CSD: 'rceR',
    MM: 'rceT',
    BM: 'rceB',
    IC: 'rceR',
    CM: 'rceO',
    SUP: 'rceR:findings',
  }),

  // Appraisal and supervision
  terminals: row('终端评价（5×20）', {
    MCL: 'raR',
    CSD: 'raR',
    MM: 'raT',
    BM: 'rB',
    IC: 'rxR',
    CM: 'rcC:own-function',
    CMg: 'rcC',
    SUP: 'rcR:recheck',
    RET: 'rS cS:objection',
  }),
  appraisals: row('客户经理考评', {
    MCL: 'raR',
    CSD: 'rcaR',
    MM: 'rcT',
    IC: 'rxR:numbers-only',
    CM: 'rO:reviewers cO:objection',
    SUP: 'rR',
  }),
  'survey-answers': row('满意度调查原始答卷', { IC: 'xR', SUP: 'rR:respondents', RET: 'cS:once' }),
  'survey-results': row('满意度调查结果', {
    MCL: 'rR',
    CSD: 'rR',
    MM: 'rT:aggregate-only',
    CM: 'rO:aggregate-only',
    SUP: 'rR',
  }),
  'peer-reviews': row('同事互评、领导评价', {
    MCL: 'rcR',
    CSD: 'rcR',
    MM: 'cT',
    CM: 'cO rO:aggregate-only',
    SUP: 'rG',
  }),
  training: row('培训与考试', {
    MCL: 'rG',
    CSD: 'rR',
    MM: 'rcT',
    BM: 'rcB',
    IC: 'rmR',
    CM: 'ruO',
    CMt: 'rcmT uO',
    RET: 'rS',
  }),
  proposals: row('创新建议', {
    MCL: 'raR',
    CSD: 'ruR',
    MM: 'ruT',
    BM: 'rcO',
    IC: 'rR:published-only',
    CM: 'cO rR:published-only',
    SUP: 'rR',
    RET: 'cS',
  }),
  diaries: row('工作日志与抽读', {
    MCL: 'rR:random-draw',
    CSD: 'rR:random-draw',
    MM: 'rT',
    CM: 'rcvO',
    SUP: 'rR:random-draw',
  }),
  supervision: row('督察任务与发现', {
    MCL: 'raR',
    CSD: 'rR uR:answer',
    MM: 'rT uT:answer',
    CM: 'rO uO:answer',
    SUP: 'rcuR',
  }),
  inbox: row('零售户信箱与自助服务', {
    MCL: 'rcR',
    CSD: 'rcR',
    MM: 'rcT',
    BM: 'rcB',
    IC: 'rcR',
    CM: 'rcC',
    RET: 'rcS',
  }),
} satisfies Record<string, Row>

export type Resource = keyof typeof TABLE
export const RESOURCES = Object.keys(TABLE) as readonly Resource[]

/**
 * Restrictions that a scope alone cannot say. Each is kept by the module that owns the rows; `case` needs an open
 * case number, `proposal` waits for somebody else's approval, field masks hide what their name says.
 */
export const MASKS = [
  'aggregate-only',
  'answer',
  'case',
  'comment',
  'consent',
  'contact',
  'execution',
  'findings',
  'location',
  'name-only',
  'no-content',
  'notice',
  'numbers-only',
  'objection',
  'once',
  'own-brands',
  'own-campaigns',
  'own-function',
  'own-label',
  'proposal',
  'published-only',
  'random-draw',
  'rating',
  'recheck',
  'request',
  'respondents',
  'reviewers',
  'sign-ins-only',
  'working-hours',
] as const
export type Mask = (typeof MASKS)[number]

export interface Grant {
  readonly scope: Scope
  readonly masks: readonly Mask[]
}

/** The Chinese name of a resource, as printed in the matrix. */
export function nameOfResource(resource: Resource): string {
  return TABLE[resource].name
}

/**
 * What a role may do, or nothing. Names that are in no table grant nothing, so a misspelt resource closes a door.
 */
export function grantFor(role: string, resource: string, action: Action): Grant | undefined {
  return GRANTS.get(role)?.get(resource)?.get(action)
}

/** The `permit` of a route contract; throws while loading when no role at all could ever pass. */
export function permit(resource: Resource, action: Action): Permit {
  if (!ROLES.some((role) => grantFor(role, resource, action)))
    throw new Error(`the policy table lets nobody ${action} ${resource}`)
  return { resource, action }
}

/** Everything a role may do, as `resource:action`, for hiding what a person cannot use. */
export function permissionsOf(role: string): string[] {
  const found: string[] = []
  for (const [resource, actions] of GRANTS.get(role) ?? [])
    for (const action of actions.keys()) found.push(`${resource}:${action}`)
  return found
}

// ---- the notation -------------------------------------------------------------------------------------------

type Column =
  | 'SYS'
  | 'SEC'
  | 'AUD'
  | 'MCL'
  | 'CSD'
  | 'MM'
  | 'BM'
  | 'IC'
  | 'CM'
  | 'SUP'
  | 'RET'
  | ManagerColumn
type ManagerColumn = 'CMg' | 'CMs' | 'CMb' | 'CMt' | 'CMr'

interface Row {
  readonly name: string
  readonly cells: Partial<Record<Column, string>>
}

function row(name: string, cells: Partial<Record<Column, string>>): Row {
  return { name, cells }
}

const COLUMN_OF: Readonly<Record<Role, Column>> = {
  system_admin: 'SYS',
  security_admin: 'SEC',
  audit_admin: 'AUD',
  centre_leader: 'MCL',
  service_director: 'CSD',
  market_manager: 'MM',
  brand_manager: 'BM',
  info_clerk: 'IC',
  manager_general: 'CMg',
  manager_service: 'CMs',
  manager_brand: 'CMb',
  manager_training: 'CMt',
  manager_research: 'CMr',
  supervisor: 'SUP',
  retailer: 'RET',
}

const LETTERS: Readonly<Record<string, Action>> = {
  r: 'read',
  c: 'create',
  u: 'update',
  v: 'correct',
  a: 'approve',
  e: 'export',
  x: 'run',
  m: 'configure',
}

const SCOPE_LETTERS: Readonly<Record<string, Scope>> = {
  O: 'own',
  S: 'shop',
  C: 'assigned',
  T: 'team',
  B: 'brand',
  G: 'aggregate',
  R: 'organisation',
}

const GRANTS: ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<Action, Grant>>> = readTable()

function readTable() {
  const grants = new Map<string, Map<string, Map<Action, Grant>>>()
  for (const role of ROLES) {
    const ofRole = new Map<string, Map<Action, Grant>>()
    for (const [resource, { cells }] of Object.entries<Row>(TABLE)) {
      const column = COLUMN_OF[role]
      const isManager = (MANAGER_ROLES as readonly Role[]).includes(role)
      const cell = cells[column] ?? (isManager ? cells.CM : undefined)
      if (cell) ofRole.set(resource, readCell(cell, `${resource} x ${column}`))
    }
    grants.set(role, ofRole)
  }
  return grants
}

/** `cvO rC:own-function` to grants by action; a wrong letter is our mistake and stops the program. */
function readCell(cell: string, place: string): Map<Action, Grant> {
  const grants = new Map<Action, Grant>()
  for (const part of cell.split(' ')) {
    const match = /^([a-z]+)([A-Z])(?::([a-z,-]+))?$/.exec(part)
    const scope = match && SCOPE_LETTERS[match[2]!]
    if (!match || !scope) throw new Error(`policy table, ${place}: cannot read "${part}"`)
    const masks = (match[3]?.split(',') ?? []) as Mask[]
    for (const mask of masks)
      if (!MASKS.includes(mask)) throw new Error(`policy table, ${place}: no mask "${mask}"`)
    for (const letter of match[1]!) {
      const action = LETTERS[letter]
      if (!action || grants.has(action))
        throw new Error(`policy table, ${place}: cannot read "${letter}" in "${part}"`)
      grants.set(action, { scope, masks })
    }
  }
  return grants
}
