import { z } from 'zod'

/** A date that a database holds and a calendar has: a year 0000 is neither. */
export const dateText = z.iso.date().refine((date) => date >= '1900-01-01' && date < '2200-01-01')
