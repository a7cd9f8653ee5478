/**
 * Seeded random numbers: the same seed gives the same sequence in Node and in every browser.
 *
 * Generator: xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2018),
 * state filled by splitmix32. 32-bit integer operations only, so the sequence does not depend on the platform.
 */
export interface Random {
  /** A number in [0, 1) with 32 random bits. */
  next(): number
  /** A whole number in [0, bound). `bound` must be a positive integer below 2^32. */
  integer(bound: number): number
  /** A standard normal deviate (Box-Muller). */
  normal(): number
  /** One element of a non-empty list. */
  pick<T>(list: readonly T[]): T
  /** An index drawn with probability proportional to the non-negative `weights`. */
  weighted(weights: ArrayLike<number>): number
  /** Shuffles in place (Fisher-Yates) and returns the same list. */
  shuffle<T>(list: T[]): T[]
  /** An independent stream named by `label`: adding a stream never disturbs another one. */
  fork(label: string | number): Random
}

export function createRandom(seed: number | string): Random {
  return fromHash(hashText(String(seed)))
}

/** FNV-1a, 32 bits: turns a label into a seed. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index)
    hash = Math.imul(hash, 0x01000193)
  }
  return hash >>> 0
}

function fromHash(hash: number): Random {
  let mixed = hash | 0
  const splitmix = () => {
    mixed = (mixed + 0x9e3779b9) | 0
    let word = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97)
    return word ^ (word >>> 15)
  }
  let s0 = splitmix()
  let s1 = splitmix()
  let s2 = splitmix()
  let s3 = splitmix()
  let spare: number | undefined

  const word = () => {
    const scrambled = Math.imul(s1, 5)
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9)
    const shifted = s1 << 9
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = (s3 << 11) | (s3 >>> 21)
    return result >>> 0
  }
  const next = () => word() / 4294967296

  return {
    next,
    integer: (bound) => Math.floor(next() * bound),
    normal() {
      if (spare !== undefined) {
        const value = spare
        spare = undefined
        return value
      }
      const radius = Math.sqrt(-2 * Math.log(1 - next()))
      const angle = 2 * Math.PI * next()
      spare = radius * Math.sin(angle)
      return radius * Math.cos(angle)
    },
    pick: (list) => list[Math.floor(next() * list.length)]!,
    weighted(weights) {
      let total = 0
      for (let index = 0; index < weights.length; index++) total += weights[index]!
      let rest = next() * total
      for (let index = 0; index < weights.length; index++) {
        rest -= weights[index]!
        if (rest < 0) return index
      }
      return weights.length - 1
    },
    shuffle(list) {
      for (let index = list.length - 1; index > 0; index--) {
        const other = Math.floor(next() * (index + 1))
        const kept = list[index]!
        list[index] = list[other]!
        list[other] = kept
      }
      return list
    },
    fork: (label) => fromHash(hashText(`${hash}/${label}`)),
  }
}
