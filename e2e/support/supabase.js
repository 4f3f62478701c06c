/**
 * The official client. The files that use it run twice: with the release whose requests the wire reference describes, and
 * with the newest one on a newer Node, which `support/newest.js` starts with `SUPABASE_JS`.
 */
const { createClient, FunctionsFetchError, FunctionsHttpError } = await import(
  process.env.SUPABASE_JS ?? '@supabase/supabase-js'
);

export { createClient, FunctionsFetchError, FunctionsHttpError };
