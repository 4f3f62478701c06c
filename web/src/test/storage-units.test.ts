import { describe, expect, it } from 'vitest';
import { couldRun, kindOf } from '@/features/storage/lib/kinds';
import { another, asFolder, baseName, crumbs, folderOf, keyName } from '@/features/storage/lib/names';
import { asSql, concerns, sentence } from '@/features/storage/lib/policy-words';
import { isType, parseSize, parseTypes, sizeText } from '@/features/storage/lib/sizes';
import type { DataPolicy } from '@/lib/api/administration';

describe('names', () => {
  it('become keys', () => {
    expect(['Größe 1.png', 'Ærø/Øl.txt', 'naïve.md', '写真.jpg', '///', 'a//b#c.txt'].map(keyName)).toEqual([
      'Grosse 1.png',
      'Aero/Ol.txt',
      'naive.md',
      '-.jpg',
      'file',
      'a/b-c.txt',
    ]);
  });

  it('have places', () => {
    expect([baseName('a/b/c.png'), baseName('a/b/'), folderOf('a/b/c.png'), folderOf('a/b/'), folderOf('c')]).toEqual([
      'c.png',
      'b',
      'a/b/',
      'a/',
      '',
    ]);
    expect(crumbs('a/b/')).toEqual([
      { label: 'a', path: 'a/' },
      { label: 'b', path: 'a/b/' },
    ]);
    expect([asFolder(' /covers//2026 '), asFolder('/'), asFolder('../up')]).toEqual(['covers/2026/', '', 'up/']);
  });

  it('that are taken get a number', () => {
    const taken = new Set(['a/b (2).txt']);
    expect([
      another('a/b.txt', (key) => taken.has(key)),
      another('.env', () => false),
      another('x (9)', () => false),
    ]).toEqual(['a/b (3).txt', '.env (2)', 'x (10)']);
  });
});

describe('sizes and types', () => {
  it('are read as they are written', () => {
    expect(['', '20 MB', '1,5gb', '500', '12 apples', '-1 MB'].map(parseSize)).toEqual([
      null,
      20_000_000,
      1_500_000_000,
      500,
      undefined,
      undefined,
    ]);
    expect([0, 999, 1_200, 20_000_000, 9_940_000_000].map(sizeText)).toEqual([
      '0 B',
      '999 B',
      '1.2 KB',
      '20 MB',
      '9.9 GB',
    ]);
    expect(parseTypes(' image/PNG,\n video/* ')).toEqual(['image/png', 'video/*']);
    expect(parseTypes(' \n')).toBeNull();
    expect(['image/png', 'image/*', '*', 'image', 'image/'].map(isType)).toEqual([true, true, true, false, false]);
  });

  it('decide how a file is looked at, and markup is text', () => {
    expect(
      ['image/png', 'image/svg+xml', 'text/html; charset=utf-8', 'video/mp4', 'audio/wav', 'application/zip', null].map(
        kindOf,
      ),
    ).toEqual(['picture', 'text', 'text', 'video', 'audio', 'archive', 'other']);
    expect(['image/svg+xml', 'text/html', 'text/plain', 'image/png'].map(couldRun)).toEqual([true, true, false, false]);
  });
});

describe('policies', () => {
  const policy = (more: Partial<DataPolicy>): DataPolicy => ({
    name: 'one',
    command: 'select',
    roles: ['authenticated'],
    permissive: true,
    using: 'true',
    check: null,
    ...more,
  });

  it('are said in words', () => {
    expect(
      [
        policy({ roles: ['public'] }),
        policy({
          command: 'delete',
          using: "((bucket_id = 'a'::text) AND (owner_id = (( SELECT auth.uid() AS uid))::text))",
        }),
        policy({
          command: 'insert',
          using: null,
          check: "((bucket_id = 'a'::text) AND (auth.role() = 'authenticated'::text))",
        }),
        policy({ using: "((storage.foldername(name))[1] = 'public'::text)" }),
        policy({ using: "((storage.extension(name) = 'png'::text) OR (owner = auth.uid()))" }),
        policy({ using: '(public.is_friend(owner) AND (owner_id = (auth.uid())::text))' }),
        policy({ using: '((auth.uid())::text = (storage.foldername(name))[1])' }),
        policy({ using: '(( SELECT (auth.uid())::text AS uid) = (storage.foldername(name))[1])' }),
        policy({ using: "(auth.uid() = '7d1d2c2e-0000-4000-8000-000000000000'::uuid)" }),
        policy({ using: "((bucket_id = 'a'::text) OR (owner = auth.uid()))" }),
        policy({ permissive: false, command: 'delete', using: '(owner = auth.uid())' }),
      ].map(sentence),
    ).toEqual([
      'Everybody, signed in or not, may see and read every file.',
      'Whoever is signed in may delete a file if it is theirs.',
      'Whoever is signed in may upload a file if they are signed in.',
      'Whoever is signed in may see and read a file if it stands in the folder public.',
      'Whoever is signed in may see and read a file if its name ends with .png, or it is theirs.',
      'Whoever is signed in may see and read a file if a condition holds that only the SQL says.',
      'Whoever is signed in may see and read a file if it stands in the folder named by their id.',
      'Whoever is signed in may see and read a file if it stands in the folder named by their id.',
      'Whoever is signed in may see and read a file if a condition holds that only the SQL says.',
      'Whoever is signed in may see and read a file if a condition holds that only the SQL says.',
      'Whoever is signed in may delete a file only if it is theirs.',
    ]);
  });

  it('concern the buckets they name, or all, and only when they are about people', () => {
    const named = policy({ using: "(bucket_id = ANY (ARRAY['a'::text, 'b'::text]))" });
    expect([concerns(named, 'a'), concerns(named, 'c')]).toEqual([true, false]);
    const beside = policy({ using: "((bucket_id = 'a'::text) OR (owner = auth.uid()))" });
    expect(concerns(beside, 'c')).toBe(true);
    expect(concerns(policy({}), 'any')).toBe(true);
    expect(concerns(policy({ roles: ['atelier_system'] }), 'any')).toBe(false);
  });

  it('are written as SQL', () => {
    expect(asSql(policy({ name: 'Own files', command: 'update', using: '(owner = auth.uid())', check: 'true' }))).toBe(
      'create policy "Own files" on storage.objects for update to authenticated\n  using (owner = auth.uid())\n  with check (true)',
    );
  });
});
