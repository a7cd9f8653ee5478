/** A time agreed with a customer on a date: whoever else comes that day starts within it. */
export interface Appointment {
  readonly startMinute: number
  readonly endMinute: number
  readonly people: number[]
}

/** All calls planned so far, by customer and date: how later people find out where they must join. */
export class AppointmentBook {
  private readonly calls = new Map<number, Appointment>()

  get(customer: number, date: number): Appointment | undefined {
    return this.calls.get(customer * 32 + date)
  }

  /** Enters a call; the first one fixes the time, later ones start within the tolerance after it. */
  enter(
    customer: number,
    date: number,
    manager: number,
    arriveMinute: number,
    toleranceMinutes: number,
  ): void {
    const known = this.get(customer, date)
    if (known) known.people.push(manager)
    else
      this.calls.set(customer * 32 + date, {
        startMinute: arriveMinute,
        endMinute: arriveMinute + toleranceMinutes,
        people: [manager],
      })
  }

  leave(customer: number, date: number, manager: number): void {
    const known = this.get(customer, date)
    if (!known) return
    known.people.splice(known.people.indexOf(manager), 1)
    if (known.people.length === 0) this.calls.delete(customer * 32 + date)
  }

  /** Dates (bits) on which somebody calls at the customer. */
  datesOf(customer: number): number {
    let mask = 0
    for (let date = 0; date < 31; date++) if (this.calls.has(customer * 32 + date)) mask |= 1 << date
    return mask
  }
}
