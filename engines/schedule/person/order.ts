import type { PersonState } from './state.ts'

const LEAST_GAIN = 1e-4
const LONGEST_PIECE = 3

/**
 * Shortens the tour of a day by turning parts round (2-opt) and moving pieces of up to three stops (Or-opt). On
 * days with windows a shorter order counts only when it is on time and does not make the day dearer by waiting.
 */
export function improveOrder(state: PersonState, day: number): boolean {
  if (state.length[day]! < 2) return false
  const before = state.travelMinutes[day]! + state.penalty[day]!
  for (let improved = true; improved; ) {
    improved = turnParts(state, day)
    for (let count = 1; count <= LONGEST_PIECE; count++) if (movePieces(state, day, count)) improved = true
  }
  return state.travelMinutes[day]! + state.penalty[day]! < before - LEAST_GAIN
}

function turnParts(state: PersonState, day: number): boolean {
  const { stops, legs, model } = state
  const { travel, size } = model
  const base = day * state.stride
  const last = base + state.length[day]!
  let improved = false
  for (let first = base + 1; first < last; first++) {
    for (let end = first + 1; end <= last; end++) {
      const gain =
        legs[first]! +
        legs[end + 1]! -
        travel[stops[first - 1]! * size + stops[end]!]! -
        travel[stops[first]! * size + stops[end + 1]!]!
      if (gain <= LEAST_GAIN) continue
      reverse(stops, first, end)
      if (settle(state, day, first, end + 1)) improved = true
      else {
        reverse(stops, first, end)
        refreshLegs(state, first, end + 1)
      }
    }
  }
  return improved
}

function movePieces(state: PersonState, day: number, count: number): boolean {
  const { stops, legs, model } = state
  const { travel, size } = model
  const base = day * state.stride
  const last = base + state.length[day]!
  const isTimed = state.bindingStops[day]! > 0
  let improved = false
  for (let first = base + 1; first + count - 1 <= last; first++) {
    const end = first + count - 1
    const head = stops[first]!
    const tail = stops[end]!
    const freed = legs[first]! + legs[end + 1]! - travel[stops[first - 1]! * size + stops[end + 1]!]!
    if (freed <= LEAST_GAIN) continue
    let most = LEAST_GAIN
    let target = -1
    let turned = false
    for (let to = base + 1; to <= last + 1; to++) {
      if (to >= first && to <= end + 1) continue
      const left = stops[to - 1]! * size
      const right = stops[to]! * size
      const room = freed + legs[to]!
      const straight = room - travel[left + head]! - travel[right + tail]!
      const back = room - travel[left + tail]! - travel[right + head]!
      const gain = Math.max(straight, back)
      if (gain <= most) continue
      if (isTimed) {
        if (tryMove(state, day, first, end, to, back > straight)) {
          improved = true
          target = -1
          break
        }
        continue
      }
      most = gain
      target = to
      turned = back > straight
    }
    if (target >= 0 && tryMove(state, day, first, end, target, turned)) improved = true
  }
  return improved
}

/** Moves a piece; takes it back when windows or waiting make the day no better. */
function tryMove(
  state: PersonState,
  day: number,
  first: number,
  end: number,
  target: number,
  turned: boolean,
): boolean {
  const low = Math.min(first, target)
  const high = Math.max(end + 1, target) + 1
  const kept = state.bindingStops[day] === 0 ? null : state.stops.slice(low, high)
  movePiece(state.stops, first, end, target, turned)
  const to = Math.min(high, day * state.stride + state.length[day]! + 1)
  if (settle(state, day, low, to)) return true
  if (kept !== null) state.stops.set(kept, low)
  refreshLegs(state, low, to)
  return false
}

/** Takes over a new order of a day if it keeps the rules and costs less; legs `from`..`to` are new. */
function settle(state: PersonState, day: number, from: number, to: number): boolean {
  const { legs, model } = state
  let saved = 0
  for (let index = from; index <= to; index++) saved += legs[index]!
  refreshLegs(state, from, to)
  for (let index = from; index <= to; index++) saved -= legs[index]!
  if (state.bindingStops[day]! > 0) {
    const duration = state.probe(day)
    const limit = Math.min(
      model.dayMinutes,
      model.weekMinutes - state.weekMinutes[model.weeks[day]!]! + state.duration[day]!,
    )
    if (duration > limit) return false
    if (state.penaltyOf(duration) - saved > state.penalty[day]! - LEAST_GAIN) return false
  }
  state.travelMinutes[day]! -= saved
  state.refreshDay(day)
  return true
}

function reverse(stops: Int16Array, first: number, end: number): void {
  for (let low = first, high = end; low < high; low++, high--) {
    const kept = stops[low]!
    stops[low] = stops[high]!
    stops[high] = kept
  }
}

/** Moves first..end to stand before the stop now at `target`, which lies outside. */
function movePiece(stops: Int16Array, first: number, end: number, target: number, turned: boolean): void {
  const piece = stops.slice(first, end + 1)
  if (turned) piece.reverse()
  const count = piece.length
  if (target > end) {
    stops.copyWithin(first, end + 1, target)
    stops.set(piece, target - count)
  } else {
    stops.copyWithin(target + count, target, first)
    stops.set(piece, target)
  }
}

function refreshLegs(state: PersonState, from: number, to: number): void {
  const { stops, legs, model } = state
  for (let index = from; index <= to; index++)
    legs[index] = model.travel[stops[index - 1]! * model.size + stops[index]!]!
}
