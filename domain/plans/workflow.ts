import { defineWorkflow } from '../../platform/workflow/index.ts'

/**
 * The life of a month's plan (PLN-03, PLN-04). The market manager finds handed-in plans among his tasks; when a decision
 * is due is said by the plan itself, because it depends on the company's calendar.
 */
export const planWorkflow = defineWorkflow({
  kind: 'plans.month',
  states: ['draft', 'submitted', 'returned', 'approved'],
  start: 'draft',
  final: ['approved'],
  transitions: [
    {
      name: 'submit',
      from: ['draft', 'returned'],
      to: 'submitted',
      permit: { resource: 'visit-plans', action: 'update' },
    },
    {
      name: 'withdraw',
      from: ['submitted'],
      to: 'draft',
      permit: { resource: 'visit-plans', action: 'update' },
    },
    {
      name: 'return',
      from: ['submitted'],
      to: 'returned',
      permit: { resource: 'visit-plans', action: 'approve' },
    },
    {
      name: 'approve',
      from: ['submitted'],
      to: 'approved',
      permit: { resource: 'visit-plans', action: 'approve' },
    },
  ],
})
