import type { RouteContract } from './contract.ts'
import type { Implementation } from './handler.ts'

/**
 * What is wrong with a list of routes, as sentences; an empty list is right. The server refuses to start otherwise:
 * a route that shadows another or that nobody may call would be found by a user instead.
 */
export function findContractFaults(
  implementations: readonly Implementation[],
  isGrantable: (resource: string, action: string) => boolean,
): string[] {
  const faults: string[] = []
  const ids = new Set<string>()
  const places = new Set<string>()
  for (const { contract } of implementations) {
    const place = `${contract.method} ${contract.path.replaceAll(/:[^/]+/g, ':')}`
    if (ids.has(contract.id)) faults.push(`two routes have the id ${contract.id}`)
    if (places.has(place)) faults.push(`two routes answer ${contract.method} ${contract.path}`)
    ids.add(contract.id)
    places.add(place)
    faults.push(...findOwnFaults(contract).map((fault) => `${contract.id}: ${fault}`))
    const { permit } = contract
    if (typeof permit === 'object' && !isGrantable(permit.resource, permit.action))
      faults.push(`${contract.id}: the policy lets nobody ${permit.action} ${permit.resource}`)
  }
  return faults
}

function findOwnFaults(contract: RouteContract): string[] {
  const faults: string[] = []
  if (!contract.path.startsWith('/api/')) faults.push('its path does not begin with /api/')
  if (contract.path.includes(':') && !contract.params)
    faults.push('its path has parameters, the contract has none')
  if (contract.method === 'GET' && (contract.body || contract.upload)) faults.push('a GET has no body')
  if (contract.body && contract.upload) faults.push('it wants JSON and a file at once')
  return faults
}

/** Fixed segments before parameters: `/plans/new` must be asked before `/plans/:planId`. */
export function sortBySpecificity(implementations: readonly Implementation[]): Implementation[] {
  const key = ({ contract }: Implementation) => contract.path.replaceAll(/:[^/]+/g, '\uffff')
  return [...implementations].sort((left, right) => (key(left) < key(right) ? -1 : 1))
}
