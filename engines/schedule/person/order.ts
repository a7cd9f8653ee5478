import type { PersonState } from './state.ts'

/** Shortens the tour of a day by moving pieces of up to three stops and by reversing parts; keeps windows. */
export function improveOrder(state: PersonState, day: number): boolean {
  if (state.length[day]! < 3) return false
  return state.bindingStops[day] === 0 ? improveFree(state, day) : improveTimed(state, day)
}

function improveFree(state: PersonState, day: number): boolean {
  const { stops, legs, model } = state
  const { travel, size } = model
  const base = day * state.stride
  const last = base + state.length[day]!
  let saved = 0
  for (let improved = true; improved; ) {
    improved = false
    // Reversal of first..end.
    for (let first = base + 1; first < last; first++) {
      const before = stops[first - 1]! * size
      const start = stops[first]! * size
      const open = legs[first]!
      for (let end = first + 1; end <= last; end++) {
        const after = stops[end + 1]!
        const gain = open + legs[end + 1]! - travel[before + stops[end]!]! - travel[start + after]!
        if (gain > 1e-4) {
          reverse(stops, first, end)
          refreshLegs(state, first, end + 1)
          saved += gain
          improved = true
          break
        }
      }
    }
    // A piece of one to three stops goes elsewhere, as it is or turned round.
    for (let count = 1; count <= 3; count++) {
      for (let first = base + 1; first + count - 1 <= last; first++) {
        const end = first + count - 1
        const head = stops[first]!
        const tail = stops[end]!
        const freed = legs[first]! + legs[end + 1]! - travel[stops[first - 1]! * size + stops[end + 1]!]!
        if (freed <= 1e-4) continue
        let most = 1e-4
        let target = -1
        let turned = false
        for (let to = base + 1; to <= last + 1; to++) {
          if (to >= first && to <= end + 1) continue
          const left = stops[to - 1]! * size
          const right = stops[to]! * size
          const room = freed + legs[to]!
          const straight = room - travel[left + head]! - travel[right + tail]!
          const back = room - travel[left + tail]! - travel[right + head]!
          if (straight > most) {
            most = straight
            target = to
            turned = false
          }
          if (back > most) {
            most = back
            target = to
            turned = true
          }
        }
        if (target >= 0) {
          movePiece(stops, first, end, target, turned)
          refreshLegs(state, Math.min(first, target), Math.max(end, target) + 1)
          saved += most
          improved = true
        }
      }
    }
  }
  if (saved === 0) return false
  let total = 0
  for (let index = base + 1; index <= last + 1; index++) total += legs[index]!
  state.travelMinutes[day] = total
  state.refreshDay(day)
  return true
}

/** With windows: takes out one stop after the other and puts it where it costs least. */
function improveTimed(state: PersonState, day: number): boolean {
  const base = day * state.stride
  let improved = false
  for (let round = 0; round < 3; round++) {
    let again = false
    const order = Array.from(state.stops.subarray(base + 1, base + 1 + state.length[day]!))
    for (const customer of order) {
      const before = state.travelMinutes[day]! + state.penalty[day]!
      let place = 1
      while (state.stops[base + place] !== customer) place++
      state.remove(customer, day)
      const price = state.evaluate(customer, day)
      const found = price < Infinity
      const gain = before - (state.travelMinutes[day]! + state.penalty[day]! + price)
      const better = found && gain > 1e-4 && state.position[day] !== place
      state.insert(customer, day, better ? state.position[day]! : place)
      if (better) again = true
    }
    if (!again) break
    improved = true
  }
  return improved
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
