import { readFileSync } from 'node:fs'

const description = readFileSync(new URL('../package.json', import.meta.url), 'utf8')

/** The version of this program, as package.json has it. */
export const VERSION: string = (JSON.parse(description) as { version: string }).version
