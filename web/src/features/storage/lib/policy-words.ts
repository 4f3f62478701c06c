import type { DataPolicy } from '@/lib/api/administration';

const verbs: Record<string, string> = {
  select: 'see and read',
  insert: 'upload',
  update: 'replace, move and rename',
  delete: 'delete',
  all: 'do everything with',
};

/** The roles a request of a person or of nobody has; others are programs', and no rule of a bucket. */
const people = new Set(['public', 'anon', 'authenticated']);

function who(roles: readonly string[]): string {
  if (roles.includes('public') || (roles.includes('anon') && roles.includes('authenticated')))
    return 'Everybody, signed in or not,';
  return roles.includes('anon') ? 'Whoever is not signed in' : 'Whoever is signed in';
}

/** Without the outer brackets, casts and line breaks that the database writes. */
function bare(sql: string): string {
  const text = sql
    .replace(/\s+/g, ' ')
    .replace(/::(text|uuid|text\[\]|uuid\[\]|character varying)/gi, '')
    .replace(/\( ?SELECT \(?(auth\.\w+\(\))\)?(?: AS \w+)?\)/gi, '$1')
    .replace(/\((auth\.\w+\(\))\)/gi, '$1')
    .trim();
  return unwrapped(text);
}

function unwrapped(text: string): string {
  if (!text.startsWith('(') || !text.endsWith(')')) return text;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0 && at < text.length - 1) return text;
  }
  return unwrapped(text.slice(1, -1).trim());
}

/** The parts between a word on the outermost level. */
function parts(sql: string, word: 'AND' | 'OR'): string[] {
  const text = bare(sql);
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(' || text[at] === '[') depth += 1;
    if (text[at] === ')' || text[at] === ']') depth -= 1;
    if (depth === 0 && text.slice(at).toUpperCase().startsWith(` ${word} `)) {
      found.push(text.slice(from, at));
      from = at + word.length + 2;
    }
  }
  return [...found, text.slice(from)].map((each) => unwrapped(each.trim()));
}

const named = /'((?:[^']|'')*)'/g;
const names = (sql: string): string[] => [...sql.matchAll(named)].map(([, name = '']) => name.replaceAll("''", "'"));

/** The buckets a condition asks for; null when it asks for anything else too, and so may hold for all. */
function bucketsOf(condition: string): string[] | null {
  const choices = parts(condition, 'OR');
  return choices.every((each) => /^\(?bucket_id\)? ?(=|IN|= ANY)/i.test(each)) ? choices.flatMap(names) : null;
}

type Wording = readonly [RegExp, (found: RegExpExecArray) => string | null];

const wordings: readonly Wording[] = [
  [/^true$/i, () => null],
  [/^org_id IS NULL$/i, () => 'no organisation owns it'],
  [/^auth\.uid\(\) IS NOT NULL$/i, () => 'they are signed in'],
  [/^auth\.role\(\) = 'authenticated'$/i, () => 'they are signed in'],
  [/^(owner|owner_id) = auth\.uid\(\)$|^auth\.uid\(\) = (owner|owner_id)$/i, () => 'it is theirs'],
  [
    /^(\(?storage\.foldername\(name\)\)?\[1\]|split_part\(name, '\/', 1\)) = auth\.uid\(\)$|^auth\.uid\(\) = (\(?storage\.foldername\(name\)\)?\[1\]|split_part\(name, '\/', 1\))$/i,
    () => 'it stands in the folder named by their id',
  ],
  [/^\(?storage\.foldername\(name\)\)?\[1\] = '([^']+)'$/i, ([, folder = '']) => `it stands in the folder ${folder}`],
  [/^storage\.extension\(name\) = '([^']+)'$/i, ([, ending = '']) => `its name ends with .${ending}`],
  [/^org_id = ANY \(.*permitted_orgs\('[^']+'\)/i, () => 'it is of an organisation whose files they may see'],
];

/** One condition in words; undefined for what only SQL can say, null for none. */
function said(condition: string): string | null | undefined {
  const choices = parts(condition, 'OR');
  if (choices.length > 1) {
    const each = choices.map(all);
    return each.every((words) => typeof words === 'string') ? each.join(', or ') : undefined;
  }
  const text = unwrapped(bare(condition));
  for (const [pattern, words] of wordings) {
    const found = pattern.exec(text);
    if (found) return words(found);
  }
  return undefined;
}

function all(condition: string): string | null | undefined {
  const each = parts(condition, 'AND').map((part) => (bucketsOf(part) ? null : said(part)));
  if (each.includes(undefined)) return undefined;
  const words = each.filter((part) => part !== null);
  return words.length > 0 ? words.join(' and ') : null;
}

function buckets(sql: string | null): string[] | null {
  if (sql === null) return null;
  const found = parts(sql, 'AND').flatMap((part) => bucketsOf(part) ?? []);
  return found.length > 0 ? found : null;
}

/** Whether a policy on objects says anything about this bucket to people. */
export function concerns(policy: DataPolicy, bucket: string): boolean {
  if (!policy.roles.some((role) => people.has(role))) return false;
  const spoken = buckets(policy.using) ?? buckets(policy.check);
  return spoken === null || spoken.includes(bucket);
}

/** `Whoever is signed in may upload a file if it stands in the folder named by their id.` */
export function sentence(policy: DataPolicy): string {
  const conditions = [...new Set([policy.using, policy.check].filter((each) => each !== null).map(all))];
  const known = conditions.filter((each) => typeof each === 'string');
  const rest = conditions.includes(undefined) ? 'a condition holds that only the SQL says' : null;
  const when = [...known, ...(rest ? [rest] : [])].join(', and ');
  const verb = verbs[policy.command.toLowerCase()] ?? policy.command;
  // A restrictive policy opens nothing: it narrows what others open.
  const only = policy.permissive ? '' : 'only ';
  return `${who(policy.roles)} may ${verb} ${when ? `a file ${only}if ${when}` : 'every file'}.`;
}

/** As it would be written. */
export function asSql(policy: DataPolicy): string {
  const quoted = /^[a-z_][a-z0-9_]*$/.test(policy.name) ? policy.name : `"${policy.name.replaceAll('"', '""')}"`;
  return [
    `create policy ${quoted} on storage.objects${policy.permissive ? '' : ' as restrictive'} for ${policy.command.toLowerCase()} to ${policy.roles.join(', ')}`,
    ...(policy.using === null ? [] : [`  using (${unwrapped(policy.using)})`]),
    ...(policy.check === null ? [] : [`  with check (${unwrapped(policy.check)})`]),
  ].join('\n');
}
