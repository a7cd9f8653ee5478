import { datesOfMonth, weekdayOf } from '../kernel/dates.ts'
import { createRandom } from '../kernel/random.ts'
import {
  DEFAULT_PLAN_RULES,
  type MonthProblem,
  type PlanCustomer,
  type PlanManager,
  type PlanRules,
  type Post,
} from './problem.ts'

export interface MonthRecipe {
  readonly customers: number
  readonly managers: number
  readonly seed: number
  readonly month?: string
  readonly rules?: Partial<PlanRules>
  /** Shares of customers. */
  readonly evening?: number
  readonly team?: number
  readonly rural?: number
  readonly withoutPlace?: number
  readonly windows?: number
  readonly fractions?: number
  /** People of other posts; given, some customers ask for their visits. */
  readonly specialists?: Partial<Record<Post, number>>
  readonly daysOff?: number
  readonly extraWorkingDates?: readonly string[]
  readonly owners?: 'nearest' | 'none'
}

/** A month for tests: clustered customers, people living among them. The same recipe gives the same month. */
export function makeMonth(recipe: MonthRecipe): MonthProblem {
  const random = createRandom(`month/${recipe.seed}`)
  const month = recipe.month ?? '2026-06'
  const extra = new Set(recipe.extraWorkingDates ?? [])
  const workingDates = datesOfMonth(month).filter((date) => weekdayOf(date) <= 5 || extra.has(date))
  const spreadKm = 1.5 * Math.sqrt(recipe.managers) + 1
  const centres = Array.from({ length: recipe.managers * 2 + 1 }, () => ({
    x: random.normal() * spreadKm,
    y: random.normal() * spreadKm,
  }))
  const place = (sigmaKm: number) => {
    const centre = random.pick(centres)
    return {
      lon: 117 + (centre.x + random.normal() * sigmaKm) / 89.3,
      lat: 36.6 + (centre.y + random.normal() * sigmaKm) / 111.2,
    }
  }
  const managers: PlanManager[] = []
  const addPeople = (post: Post, count: number) => {
    for (let index = 0; index < count; index++) {
      managers.push({
        id: `${post}-${String(index).padStart(3, '0')}`,
        post,
        home: place(0.5),
        teamId: `T${index % Math.max(1, Math.ceil(recipe.managers / 8))}`,
        daysOff: workingDates.filter(() => random.next() < (recipe.daysOff ?? 0)),
      })
    }
  }
  addPeople('general', recipe.managers)
  for (const [post, count] of Object.entries(recipe.specialists ?? {})) addPeople(post as Post, count)
  const posts = Object.keys(recipe.specialists ?? {}) as Post[]
  const customers: PlanCustomer[] = Array.from({ length: recipe.customers }, (_, index) => {
    const location = place(0.9)
    const owner = managers
      .slice(0, recipe.managers)
      .reduce((best, manager) =>
        square(manager.home!, location) < square(best.home!, location) ? manager : best,
      )
    const dice = random.next()
    const visits: Partial<Record<Post, number>> = { general: dice < 0.2 ? 4 : dice < 0.5 ? 2 : 1 }
    if (random.next() < (recipe.fractions ?? 0)) visits.general = random.next() < 0.5 ? 1 / 2 : 1 / 3
    const teamPosts: Post[] = []
    for (const post of posts)
      if (post !== 'market_manager' && random.next() < 0.15) visits[post] = random.next() < 0.2 ? 2 : 1
    if (posts.length > 0 && random.next() < (recipe.team ?? 0)) {
      teamPosts.push(random.pick(posts))
      if (random.next() < 0.3) teamPosts.push(random.pick(posts))
      for (const post of teamPosts) if (post !== 'market_manager') visits[post] ??= 1
    }
    const timed = random.next()
    const evening = recipe.evening ?? 0
    const window =
      timed < evening
        ? { startMinute: 18 * 60 + 30 * random.integer(3), endMinute: 21 * 60 + 30 * random.integer(3) }
        : timed < evening + (recipe.windows ?? 0)
          ? { startMinute: 9 * 60 + 30 * random.integer(4), endMinute: 12 * 60 + 60 * random.integer(6) }
          : null
    return {
      id: `C${String(index).padStart(5, '0')}`,
      location: random.next() < (recipe.withoutPlace ?? 0) ? null : location,
      isUrban: random.next() >= (recipe.rural ?? 0),
      serviceMinutes: 6 + random.integer(7),
      window,
      orderWeekday: random.next() < 0.8 ? ((1 + random.integer(5)) as 1 | 2 | 3 | 4 | 5) : null,
      holders: recipe.owners === 'none' ? {} : { general: owner.id },
      visits,
      teamPosts: [...new Set(teamPosts)],
    }
  })
  return { month, workingDates, managers, customers, rules: { ...DEFAULT_PLAN_RULES, ...recipe.rules } }
}

function square(a: { lon: number; lat: number }, b: { lon: number; lat: number }): number {
  return (a.lon - b.lon) ** 2 + (a.lat - b.lat) ** 2
}
