import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { describeOnDatabases, describeOnEmptyDatabases } from '../../test/database.ts'
import { type Database, detached, insertColumns, maintain, SqlError, sql } from './index.ts'

describeOnEmptyDatabases('dialect', (open) => {
  let database: Database
  before(async () => {
    database = await open()
  })

  const readOne = (query: ReturnType<typeof sql<{ value: unknown }>>) =>
    database.asOwner(async (tx) => (await query.execute(tx)).rows[0]!.value)

  test('types come back the same from both databases', async () => {
    assert.equal(await readOne(sql`select count(*) as value from pg_class where false`), 0)
    assert.equal(await readOne(sql`select ${'9007199254740991'}::bigint as value`), 9007199254740991)
    assert.equal(await readOne(sql`select 12.50::numeric as value`), 12.5)
    assert.equal(await readOne(sql`select sum(x) as value from unnest(${[1, 2]}::bigint[]) x`), 3)
    assert.equal(await readOne(sql`select date '2026-02-28' as value`), '2026-02-28')
    assert.equal(await readOne(sql`select time '08:30' as value`), '08:30:00')
    const time = new Date('2026-11-02T03:04:05.678Z')
    assert.deepEqual(await readOne(sql`select ${time}::timestamptz as value`), time)
    assert.deepEqual(await readOne(sql`select ${{ a: ['王', null] }}::jsonb as value`), { a: ['王', null] })
    assert.deepEqual(await readOne(sql`select ${JSON.stringify([1, 'x'])}::json as value`), [1, 'x'])
    assert.deepEqual(await readOne(sql`select ${['a,b', '"', null]}::text[] as value`), ['a,b', '"', null])
    assert.deepEqual(
      await readOne(sql`select ${new Uint8Array([0, 255])}::bytea as value`),
      new Uint8Array([0, 255]),
    )
    assert.equal(await readOne(sql`select ${true}::boolean as value`), true)
    assert.equal(await readOne(sql`select ${null}::text as value`), null)
    assert.equal(await readOne(sql`select ${'六会 😀'} as value`), '六会 😀')
    assert.equal(await readOne(sql`select 'infinity'::float8 as value`), Number.POSITIVE_INFINITY)
  })

  test('a whole number too large for a number is an error, not a wrong number', async () => {
    await assert.rejects(readOne(sql`select 9007199254740993::bigint as value`), RangeError)
    assert.equal(await readOne(sql`select 1 as value`), 1)
  })

  test('errors keep their SQLSTATE and names, and the session goes on', async () => {
    await database.asOwner((tx) =>
      sql`create table thing (id int constraint thing_key primary key)`.execute(tx),
    )
    await database.asOwner((tx) => sql`insert into thing values (${1})`.execute(tx))
    await assert.rejects(
      database.asOwner((tx) => sql`insert into thing values (${1})`.execute(tx)),
      (error: SqlError) =>
        error instanceof SqlError && error.code === '23505' && error.constraint === 'thing_key',
    )
    await assert.rejects(readOne(sql`select ${'x'}::int as value`), { code: '22P02' })
    await assert.rejects(readOne(sql`selec`), { code: '42601' })
    await assert.rejects(readOne(sql`select ${'a\0b'}::text as value`), { code: '22021' })
    for (let round = 0; round < 4; round++)
      await assert.rejects(readOne(sql`select 1 / ${0}::int as value`), { code: '22012' })
    assert.equal(await readOne(sql`select count(*) as value from thing`), 1)
  })

  test('an error leaves nothing of its transaction', async () => {
    await database.asOwner((tx) => sql`create table half (id int primary key)`.execute(tx))
    const work = database.asOwner(async (tx) => {
      await sql`insert into half values (${1})`.execute(tx)
      throw new Error('ours')
    })
    await assert.rejects(work, /ours/)
    assert.equal(await readOne(sql`select count(*) as value from half`), 0)
  })

  test('a swallowed database error cannot pass for a commit', async () => {
    const work = database.asOwner(async (tx) => {
      await sql`create table swallowed (id int)`.execute(tx)
      await sql`select 1 / 0`.execute(tx).catch(() => undefined)
    })
    await assert.rejects(work, { code: '25P02' })
    assert.equal(await readOne(sql`select to_regclass('swallowed')::text as value`), null)
  })

  test('a transaction within a transaction is refused instead of waiting for itself', async () => {
    const nested = database.asOwner(() => database.asOwner(async () => 1))
    await assert.rejects(nested, /no transaction inside a transaction/)
    let background: Promise<number> | undefined
    await database.asOwner(async () => {
      background = detached(() => database.asOwner(async () => 2))
    })
    assert.equal(await background, 2)
  })

  test('transactions side by side all happen, each whole', async () => {
    await database.asOwner((tx) => sql`create table counter (value int not null)`.execute(tx))
    await database.asOwner((tx) => sql`insert into counter values (0)`.execute(tx))
    const addOne = () =>
      database.asOwner(async (tx) => {
        const { rows } = await sql<{ value: number }>`select value from counter for update`.execute(tx)
        await sleep(1)
        await sql`update counter set value = ${rows[0]!.value + 1}`.execute(tx)
      })
    await Promise.all(Array.from({ length: 20 }, addOne))
    assert.equal(await readOne(sql`select value from counter`), 20)
  })

  test('readers get their turn between the batches of a long import', async () => {
    const order: string[] = []
    const importing = (async () => {
      for (let batch = 1; batch <= 5; batch++)
        await database.asOwner(async () => {
          order.push(`batch ${batch}`)
          await sleep(5)
        })
    })()
    await sleep(2)
    await database.asOwner(async () => order.push('reader'))
    await importing
    assert.ok(order.indexOf('reader') <= 2, order.join(', '))
  })

  test('a large result arrives whole', async () => {
    const rows = await database.asOwner(
      async (tx) =>
        (
          await sql<{ n: number; t: string }>`
            select n, '零售户 ' || n as t from generate_series(1, ${100_000}::int) n`.execute(tx)
        ).rows,
    )
    assert.equal(rows.length, 100_000)
    assert.deepEqual(rows.at(-1), { n: 100_000, t: '零售户 100000' })
  })

  test('statements in use survive a change of the table under them', async () => {
    await database.asOwner((tx) => sql`create table shape (a int)`.execute(tx))
    const read = () => database.asOwner((tx) => sql`select * from shape where a = ${1}`.execute(tx))
    await database.asOwner((tx) => sql`insert into shape values (1)`.execute(tx))
    for (let round = 0; round < 7; round++) await read()
    await database.asOwner((tx) => sql`alter table shape add b text default 'new'`.execute(tx))
    assert.deepEqual((await read()).rows, [{ a: 1, b: 'new' }])
  })

  test('many different statements are more than are kept, and all work', async () => {
    const sum = await database.asOwner(async (tx) => {
      let total = 0
      for (let round = 0; round < 3; round++)
        for (let index = 0; index < 520; index++) {
          const { rows } = await sql<{ v: number }>`select ${sql.lit(index)} + ${1}::int as v`.execute(tx)
          total += rows[0]!.v
        }
      return total
    })
    assert.equal(sum, 3 * ((520 * 519) / 2 + 520))
  })

  test('a read-only transaction writes nothing', async () => {
    await assert.rejects(
      database.asOwner((tx) => sql`create table forbidden (id int)`.execute(tx), { readOnly: true }),
      { code: '25006' },
    )
  })

  test('maintenance runs beside everything else', async () => {
    await database.asOwner((tx) => sql`create table kept (id int)`.execute(tx))
    await database.asOwner((tx) => sql`insert into kept select generate_series(1, 1000)`.execute(tx))
    await maintain(database, ['kept'])
    assert.equal(
      await readOne(sql`select reltuples::int as value from pg_class where relname = 'kept'`),
      1000,
    )
  })

  test('status tells version and size', async () => {
    const status = await database.status()
    assert.match(status.version, /^1[5-9]/)
    assert.ok(status.sizeBytes > 1_000_000)
    assert.equal(status.readOnly, false)
  })
})

describeOnDatabases('tenancy', (open) => {
  const [ours, theirs] = [randomUUID(), randomUUID()]
  let database: Database
  before(async () => {
    database = await open()
    await database.asOwner((tx) =>
      sql`
        create table note (org_id uuid not null, note_id uuid not null, body text, tags text[], extra jsonb,
                           primary key (org_id, note_id)) partition by hash (org_id);
        create table note_0 partition of note for values with (modulus 1, remainder 0);
        create table reply (org_id uuid not null, reply_id uuid not null, note_id uuid not null,
                            primary key (org_id, reply_id),
                            foreign key (org_id, note_id) references note (org_id, note_id) on delete cascade);
        create view note_body with (security_invoker = true) as select body from note;
        grant select on note_body to liuhui_app;
        select liuhui_protect('note'), liuhui_protect('note_0'), liuhui_protect('reply')`.execute(tx),
    )
    await insertNotes(ours, ['a', 'b'])
    await insertNotes(theirs, ['c'])
  })

  function insertNotes(orgId: string, bodies: string[]): Promise<number> {
    return database.inOrg(orgId, (tx) =>
      insertColumns(tx, 'note', {
        org_id: { type: 'uuid', values: bodies.map(() => orgId) },
        note_id: { type: 'uuid', values: bodies.map(() => randomUUID()) },
        body: { type: 'text', values: bodies },
        tags: { type: 'text[]', values: bodies.map((body) => [body, 'x,"y"']) },
        extra: { type: 'jsonb', values: bodies.map((body) => [{ body }]) },
      }),
    )
  }

  const bodiesSeenBy = async (orgId: string) =>
    database.inOrg(orgId, async (tx) => {
      const { rows } = await sql<{ body: string }>`select body from note order by body`.execute(tx)
      return rows.map(({ body }) => body)
    })

  test('a company sees its own rows and no other', async () => {
    assert.deepEqual(await bodiesSeenBy(ours), ['a', 'b'])
    assert.deepEqual(await bodiesSeenBy(theirs), ['c'])
    assert.deepEqual(await bodiesSeenBy(randomUUID()), [])
  })

  test('array and json columns are filled by column', async () => {
    const { rows } = await database.inOrg(theirs, (tx) => sql`select tags, extra from note`.execute(tx))
    assert.deepEqual(rows, [{ tags: ['c', 'x,"y"'], extra: [{ body: 'c' }] }])
  })

  test('a view shows no more', async () => {
    const { rows } = await database.inOrg(theirs, (tx) => sql`select * from note_body`.execute(tx))
    assert.deepEqual(rows, [{ body: 'c' }])
  })

  test('without a company there are no rows', async () => {
    const { rows } = await database.asOwner(async (tx) => {
      await sql`set local role liuhui_app`.execute(tx)
      return sql`select * from note`.execute(tx)
    })
    assert.deepEqual(rows, [])
  })

  test('writing for another company is refused; changing its rows changes nothing', async () => {
    await assert.rejects(
      database.inOrg(ours, (tx) =>
        sql`insert into note values (${theirs}, ${randomUUID()}, 'forged')`.execute(tx),
      ),
      { code: '42501' },
    )
    await assert.rejects(
      database.inOrg(ours, (tx) => sql`update note set org_id = ${theirs}`.execute(tx)),
      { code: '42501' },
    )
    await database.inOrg(ours, (tx) => sql`delete from note where org_id = ${theirs}`.execute(tx))
    assert.deepEqual(await bodiesSeenBy(theirs), ['c'])
  })

  test('a partition is no way round', async () => {
    await assert.rejects(
      database.inOrg(ours, (tx) => sql`select * from note_0`.execute(tx)),
      { code: '42501' },
    )
  })

  test('foreign keys hold under forced row-level security', async () => {
    const orphan = database.inOrg(ours, (tx) =>
      sql`insert into reply values (${ours}, ${randomUUID()}, ${randomUUID()})`.execute(tx),
    )
    await assert.rejects(orphan, { code: '23503' })
    const org = randomUUID()
    await insertNotes(org, ['z'])
    await database.inOrg(org, async (tx) => {
      await sql`insert into reply select org_id, note_id, note_id from note`.execute(tx)
      await sql`delete from note`.execute(tx)
      const { rows } = await sql`select * from reply`.execute(tx)
      assert.deepEqual(rows, [])
    })
  })

  test('the next transaction inherits neither role nor company', async () => {
    await bodiesSeenBy(ours)
    const { rows } = await database.asOwner((tx) =>
      sql<{ org: string | null; role: string; owner: string }>`
        select current_org() as org, current_user::text as role, session_user::text as owner`.execute(tx),
    )
    assert.equal(rows[0]!.org, null)
    assert.equal(rows[0]!.role, rows[0]!.owner)
  })

  test('the owner at work sees all companies, on both databases alike', async () => {
    const { rows } = await database.asOwner((tx) =>
      sql<{ body: string }>`select body from note where body in ('a', 'b', 'c') order by body`.execute(tx),
    )
    assert.deepEqual(rows, [{ body: 'a' }, { body: 'b' }, { body: 'c' }])
  })

  test('an organisation id that is no uuid does not reach the database', async () => {
    await assert.rejects(async () => database.inOrg("x'; reset role; --", async () => 1), /is a uuid/)
  })
})
