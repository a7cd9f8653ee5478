/**
 * A process of its own for the crash tests. `node test-writer.ts FOLDER hold` opens the folder and waits;
 * `… write FROM` commits transactions of three rows each and prints every number after its commit;
 * `… migrate` runs the project's migrations.
 */
import { migrate, openDatabase, sql } from '../index.ts'

const [folder, mode, from] = process.argv.slice(2)
const database = await openDatabase({ folder })
console.log('open')
if (mode === 'hold') setInterval(() => undefined, 1000)
else if (mode === 'migrate') await migrate(database).then(() => console.log('done'))
else for (let number = Number(from); ; number++) await write(number)

async function write(number: number): Promise<void> {
  await database.asOwner(async (tx) => {
    for (let part = 0; part < 3; part++)
      await sql`insert into written values (${number}, ${part}, ${'x'.repeat(number % 700)})`.execute(tx)
  })
  console.log(number)
}
