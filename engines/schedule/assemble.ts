import type { IsoDate } from '../kernel/dates.ts'
import type { MonthFrame } from './frame.ts'
import type { PersonResult } from './person/task.ts'
import type { Decided, PreparedTask } from './person-task.ts'
import type { Post } from './problem.ts'
import type { MonthPlan, PlannedDay, PlannedVisit, UnplacedVisits } from './solution.ts'

/** A person's task and what came of it; `extraUnplaced` is written by the repair of team visits. */
export interface PersonAnswer extends PreparedTask {
  result: PersonResult
}

/** Puts the people's months together: who goes together, what is missing, in the order managers, dates, sequence. */
export function assemblePlan(decided: Decided, answers: readonly PersonAnswer[]): MonthPlan {
  const { frame } = decided
  const together = new Map<string, string[]>()
  for (const answer of answers)
    eachCall(frame, answer, (customerId, date) => {
      const key = `${customerId} ${date}`
      const people = together.get(key)
      if (people) people.push(frame.managers[answer.manager]!.id)
      else together.set(key, [frame.managers[answer.manager]!.id])
    })

  const visits: PlannedVisit[] = []
  const days: PlannedDay[] = []
  const unplaced: UnplacedVisits[] = []
  const inOrder = answers.slice().sort((a, b) => (managerId(frame, a) < managerId(frame, b) ? -1 : 1))
  for (const answer of inOrder) {
    const id = managerId(frame, answer)
    answer.result.days.forEach((day, index) => {
      if (day.customers.length === 0) return
      const date = frame.dates[answer.dates[index]!]!
      days.push({
        managerId: id,
        date,
        leaveMinute: day.leaveMinute,
        returnMinute: day.returnMinute,
        travelMinutes: day.travelMinutes,
        waitingMinutes: day.waitingMinutes,
        visits: day.customers.length,
        travelBoundMinutes: day.travelBoundMinutes,
      })
      day.customers.forEach((number, position) => {
        const customer = frame.customers[answer.customers[number - 1]!]!
        const people = together.get(`${customer.id} ${date}`)!
        const arriveMinute = day.arriveMinutes[position]!
        visits.push({
          id: `${date}/${id}/${customer.id}`,
          date,
          managerId: id,
          post: answer.post,
          customerId: customer.id,
          sequence: position + 1,
          arriveMinute,
          departMinute: arriveMinute + customer.serviceMinutes,
          kind: people.length > 1 ? 'joint' : 'solo',
          jointWith: people.filter((other) => other !== id).sort(),
        })
      })
    })
    for (const { customer, visits: missing, code, missingMinutes } of answer.result.unplaced) {
      unplaced.push({
        customerId: frame.customers[answer.customers[customer - 1]!]!.id,
        post: answer.post,
        visits: missing,
        reason: { code, managerId: id, numbers: { missingMinutes } },
      })
    }
    for (const customer of answer.leftOut) {
      unplaced.push({
        customerId: frame.customers[customer]!.id,
        post: answer.post,
        visits: frame.wanted[customer]!.get(answer.post)!,
        reason: { code: 'hours-per-day', managerId: id, numbers: {} },
      })
    }
  }
  unplaced.push(...withoutHolder(decided))
  unplaced.sort((a, b) =>
    a.customerId < b.customerId ? -1 : a.customerId > b.customerId ? 1 : a.post < b.post ? -1 : 1,
  )
  return { month: frame.problem.month, visits, unplaced, days, holders: readHolders(decided) }
}

function managerId(frame: MonthFrame, answer: PersonAnswer): string {
  return frame.managers[answer.manager]!.id
}

function eachCall(
  frame: MonthFrame,
  answer: PersonAnswer,
  visit: (customerId: string, date: IsoDate) => void,
): void {
  answer.result.days.forEach((day, index) => {
    for (const number of day.customers)
      visit(frame.customers[answer.customers[number - 1]!]!.id, frame.dates[answer.dates[index]!]!)
  })
}

function withoutHolder({ frame, holders }: Decided): UnplacedVisits[] {
  const list: UnplacedVisits[] = []
  frame.customers.forEach((customer, index) => {
    for (const [post, visits] of frame.wanted[index]!) {
      if ((holders.get(post)?.[index] ?? -1) >= 0) continue
      list.push({
        customerId: customer.id,
        post,
        visits,
        reason: { code: 'no-manager', managerId: null, numbers: {} },
      })
    }
  })
  return list
}

function readHolders({ frame, holders }: Decided): Map<string, Partial<Record<Post, string>>> {
  const map = new Map<string, Partial<Record<Post, string>>>()
  frame.customers.forEach((customer, index) => {
    const people: Partial<Record<Post, string>> = {}
    for (const [post, held] of holders) if (held[index]! >= 0) people[post] = frame.managers[held[index]!]!.id
    map.set(customer.id, people)
  })
  return map
}
