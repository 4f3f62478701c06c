import pg from 'pg';

/**
 * Every row of every table of the server, as text, bytes in hexadecimal; read as the superuser, whom no policy hides
 * anything from.
 *
 * @param {string} url
 * @returns {Promise<Map<string, string[]>>} rows by table
 */
export async function allRows(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query(`
      select format('%I.%I', n.nspname, c.relname) as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
      order by 1`);
    const all = new Map();
    for (const { name } of tables) {
      const { rows } = await client.query(`select t::text as line from ${name} t`);
      all.set(
        name,
        rows.map(({ line }) => line),
      );
    }
    return all;
  } finally {
    await client.end();
  }
}

/** @param {string} url @param {string} sql @param {unknown[]} [values] */
export async function query(url, sql, values) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}
