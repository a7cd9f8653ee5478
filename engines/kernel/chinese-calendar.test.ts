import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  addWorkingDays,
  dayKind,
  dragonBoat,
  lastWorkingDays,
  lunarOffsetWeeks,
  midAutumn,
  publishedYears,
  qingming,
  springFestival,
  workingDatesOfMonth,
} from './chinese-calendar.ts'
import { addDays, datesOfMonth, type IsoDate, weekdayOf } from './dates.ts'

const YEARS = Array.from({ length: 13 }, (_, index) => 2020 + index)

test('PLN-10 the last two working days of October 2026 and February 2027', () => {
  // 31 October 2026 is a Saturday.
  assert.deepEqual(lastWorkingDays('2026-10', 2), ['2026-10-29', '2026-10-30'])
  assert.equal(dayKind('2026-10-30').provisional, false)
  // 28 February 2027 is a Sunday; no notice for 2027 is known, so a make-up Saturday may still join.
  assert.deepEqual(lastWorkingDays('2027-02', 2), ['2027-02-25', '2027-02-26'])
  assert.equal(dayKind('2027-02-26').provisional, true)
  // A company that works on Saturday the 27th says so.
  assert.deepEqual(lastWorkingDays('2027-02', 2, new Map([['2027-02-27', true]])), [
    '2027-02-26',
    '2027-02-27',
  ])
})

test('PLN-10 a make-up Saturday closes February 2026', () => {
  assert.deepEqual(lastWorkingDays('2026-02', 2), ['2026-02-27', '2026-02-28'])
  assert.equal(workingDatesOfMonth('2026-02').length, 16)
  assert.deepEqual(dayKind('2026-02-28'), {
    working: true,
    kind: 'makeup',
    name: { zh: '春节', en: 'Spring Festival' },
    provisional: false,
  })
})

test('every notice frees weekdays and calls up weekends, and the year has 248 to 251 working days', () => {
  for (const year of publishedYears()) {
    let working = 0
    for (let month = 1; month <= 12; month++) {
      for (const date of datesOfMonth(`${year}-${String(month).padStart(2, '0')}`)) {
        const day = dayKind(date)
        assert.equal(day.provisional, false)
        if (day.kind === 'makeup') assert.ok(weekdayOf(date) >= 6, `${date} is worked by notice`)
        if (day.working) working++
      }
    }
    // 365 or 366 days less the weekends less 11 statutory days (13 from 2025): the exchange never adds or takes a day.
    const weekdays = weekdaysOf(year)
    assert.equal(working, weekdays - (year >= 2025 ? 13 : 11), `${year}`)
  }
})

test('provisional years give every statutory day, weekends given back', () => {
  for (const year of [2027, 2028, 2029, 2030, 2031, 2032]) {
    let working = 0
    for (let month = 1; month <= 12; month++)
      working += workingDatesOfMonth(`${year}-${String(month).padStart(2, '0')}`).length
    assert.equal(working, weekdaysOf(year) - 13, `${year}`)
    assert.equal(dayKind(addDays(springFestival(year), -1)).kind, 'holiday')
    assert.ok(dayKind(`${year}-07-01`).provisional)
  }
  // 2027: Eve on Friday 5 February, Saturday and Sunday given back on Tuesday and Wednesday.
  assert.deepEqual(
    datesOfMonth('2027-02').filter((date) => dayKind(date).kind === 'holiday'),
    ['2027-02-05', '2027-02-06', '2027-02-07', '2027-02-08', '2027-02-09', '2027-02-10'],
  )
})

test('the festival table agrees with the moon and the sun', () => {
  for (const year of YEARS) {
    assert.equal(
      beijingDateOf(nearestNewMoon(springFestival(year))),
      springFestival(year),
      `Spring Festival ${year}`,
    )
    assert.equal(
      beijingDateOf(nearestNewMoon(addDays(dragonBoat(year), -4))),
      addDays(dragonBoat(year), -4),
      `Dragon Boat ${year}`,
    )
    assert.equal(
      beijingDateOf(nearestNewMoon(addDays(midAutumn(year), -14))),
      addDays(midAutumn(year), -14),
      `Mid-Autumn ${year}`,
    )
    assert.equal(beijingDateOf(sunAt15Degrees(year)), qingming(year), `Qingming ${year}`)
  }
})

test('the festival table agrees with the Chinese calendar of ICU, but for the known days of 2027 and 2030', () => {
  const format = new Intl.DateTimeFormat('en-u-ca-chinese', {
    month: 'numeric',
    day: 'numeric',
    timeZone: 'Asia/Shanghai',
  })
  const lunar = (date: IsoDate) => {
    const parts = format.formatToParts(new Date(`${date}T12:00:00+08:00`))
    return `${parts.find((part) => part.type === 'month')!.value}/${parts.find((part) => part.type === 'day')!.value}`
  }
  for (const year of YEARS) {
    // New moons minutes from midnight in Beijing: 2027-02-06 at 23:56 and 2030-02-03 at 00:07. ICU takes both for the
    // other day; the almanac, and the astronomy above, do not.
    if (year === 2027) assert.ok(['1/1', '12/29', '12/30'].includes(lunar(springFestival(year))))
    else if (year === 2030) assert.ok(['1/1', '1/2'].includes(lunar(springFestival(year))))
    else assert.equal(lunar(springFestival(year)), '1/1', `Spring Festival ${year}`)
    assert.equal(lunar(dragonBoat(year)), '5/5', `Dragon Boat ${year}`)
    assert.equal(lunar(midAutumn(year)), '8/15', `Mid-Autumn ${year}`)
  }
})

test('weeks around Spring Festival count from the Eve', () => {
  assert.equal(lunarOffsetWeeks('2026-02-16'), 0) // the Eve
  assert.equal(lunarOffsetWeeks('2026-02-22'), 0)
  assert.equal(lunarOffsetWeeks('2026-02-23'), 1)
  assert.equal(lunarOffsetWeeks('2026-02-15'), -1)
  assert.equal(lunarOffsetWeeks('2026-01-19'), -4)
  assert.equal(lunarOffsetWeeks('2025-12-20'), -9) // nearer to the festival of 2026
  assert.equal(lunarOffsetWeeks('2025-07-01'), 22)
})

test('working days are counted across holidays', () => {
  assert.equal(addWorkingDays('2026-09-30', 1), '2026-10-08')
  assert.equal(addWorkingDays('2026-10-08', -1), '2026-09-30')
  assert.equal(addWorkingDays('2026-10-01', 0), '2026-10-08')
  assert.equal(addWorkingDays('2026-10-09', 1), '2026-10-10') // a Saturday worked in exchange
})

test('festivals outside the table are refused, not guessed', () => {
  assert.throws(() => springFestival(2033), /2020 to 2032/)
})

function weekdaysOf(year: number): number {
  let count = 0
  for (let date = `${year}-01-01`; date <= `${year}-12-31`; date = addDays(date, 1)) {
    if (weekdayOf(date) <= 5) count++
  }
  return count
}

// Independent astronomy, after J. Meeus, Astronomical Algorithms (1998): chapter 49 (new moon, main terms, good to
// about a minute) and chapter 25 (apparent longitude of the sun, good to 0.01 degree). Times in Julian days, TT.

const radians = Math.PI / 180
/** TT - UT in the 2020s, about 70 seconds. */
const DELTA_T_DAYS = 70 / 86_400

function beijingDateOf(julianDayTt: number): IsoDate {
  const milliseconds = (julianDayTt - DELTA_T_DAYS - 2_440_587.5) * 86_400_000 + 8 * 3_600_000
  return new Date(milliseconds).toISOString().slice(0, 10)
}

function julianDayOf(date: IsoDate): number {
  return Date.parse(`${date}T12:00:00+08:00`) / 86_400_000 + 2_440_587.5
}

function nearestNewMoon(date: IsoDate): number {
  const k = Math.round((julianDayOf(date) - 2_451_550.09766) / 29.530588861)
  const t = k / 1236.85
  const mean = 2_451_550.09766 + 29.530588861 * k + 0.00015437 * t * t
  const e = 1 - 0.002516 * t
  const sun = (2.5534 + 29.1053567 * k) * radians
  const moon = (201.5643 + 385.81693528 * k + 0.0107582 * t * t) * radians
  const f = (160.7108 + 390.67050284 * k - 0.0016118 * t * t) * radians
  const node = (124.7746 - 1.56375588 * k + 0.0020672 * t * t) * radians
  const planets = [
    [299.77, 0.107408, 325],
    [251.88, 0.016321, 165],
    [251.83, 26.651886, 164],
    [349.42, 36.412478, 126],
    [84.66, 18.206239, 110],
    [141.74, 53.303771, 62],
    [207.14, 2.453732, 60],
    [154.84, 7.30686, 56],
    [34.52, 27.261239, 47],
    [207.19, 0.121824, 42],
    [291.34, 1.844379, 40],
    [161.72, 24.198154, 37],
    [239.56, 25.513099, 35],
    [331.55, 3.592518, 23],
  ] as const
  let correction =
    -0.4072 * Math.sin(moon) +
    0.17241 * e * Math.sin(sun) +
    0.01608 * Math.sin(2 * moon) +
    0.01039 * Math.sin(2 * f) +
    0.00739 * e * Math.sin(moon - sun) -
    0.00514 * e * Math.sin(moon + sun) +
    0.00208 * e * e * Math.sin(2 * sun) -
    0.00111 * Math.sin(moon - 2 * f) -
    0.00057 * Math.sin(moon + 2 * f) +
    0.00056 * e * Math.sin(2 * moon + sun) -
    0.00042 * Math.sin(3 * moon) +
    0.00042 * e * Math.sin(sun + 2 * f) +
    0.00038 * e * Math.sin(sun - 2 * f) -
    0.00024 * e * Math.sin(2 * moon - sun) -
    0.00017 * Math.sin(node)
  for (const [angle, rate, size] of planets)
    correction += size * 1e-6 * Math.sin((angle + rate * k) * radians)
  return mean + correction
}

function sunAt15Degrees(year: number): number {
  let day = julianDayOf(`${year}-04-04`)
  for (let step = 0; step < 8; step++) day += (15 - sunLongitude(day)) * (365.2422 / 360)
  return day
}

function sunLongitude(julianDay: number): number {
  const t = (julianDay - 2_451_545) / 36_525
  const mean = 280.46646 + 36_000.76983 * t + 0.0003032 * t * t
  const anomaly = (357.52911 + 35_999.05029 * t - 0.0001537 * t * t) * radians
  const centre =
    (1.914602 - 0.004817 * t) * Math.sin(anomaly) +
    (0.019993 - 0.000101 * t) * Math.sin(2 * anomaly) +
    0.000289 * Math.sin(3 * anomaly)
  const apparent = mean + centre - 0.00569 - 0.00478 * Math.sin((125.04 - 1934.136 * t) * radians)
  return ((apparent % 360) + 360) % 360
}
