import { notify } from '@/components/ui/notices';
import type { Generation } from '@/lib/api/types';
import { downloadMany } from '@/lib/download';
import { plural } from '@/lib/format';
import { useChangeGeneration, useDeleteForever, useRestore, useTrash } from '@/lib/queries/generation-actions';

const item = (amount: number) => plural(amount, 'item');

/** What can be done with many at once; every delete can be undone. */
export function useLibraryActions(done: () => void) {
  const trash = useTrash();
  const restore = useRestore();
  const forever = useDeleteForever();
  const change = useChangeGeneration();
  const failed = (what: string) => (problem: Error) => notify(`${what} ${problem.message}`);

  const putBack = (ids: readonly string[]) =>
    restore.mutate(ids, {
      onSuccess: () => {
        done();
        notify(`Restored ${item(ids.length)}.`);
      },
      onError: failed('Not everything was restored.'),
    });

  return {
    busy: trash.isPending || restore.isPending || forever.isPending || change.isPending,
    trash: (ids: readonly string[]) =>
      trash.mutate(ids, {
        onSuccess: () => {
          done();
          notify(`Moved ${item(ids.length)} to the trash.`, { label: 'Undo', run: () => putBack(ids) });
        },
        onError: failed('Not everything was moved.'),
      }),
    restore: putBack,
    deleteForever: (ids: readonly string[]) =>
      forever.mutate(ids, {
        onSuccess: () => {
          done();
          notify(`Deleted ${item(ids.length)} for good.`);
        },
        onError: failed('Not everything was deleted.'),
      }),
    download: (chosen: readonly Generation[]) => void downloadMany(chosen),
    tag: async (chosen: readonly Generation[], tags: readonly string[]) => {
      try {
        for (const generation of chosen) {
          await change.mutateAsync({
            id: generation.id,
            change: { tags: [...new Set([...generation.tags, ...tags])] },
          });
        }
        done();
        notify(`Tagged ${item(chosen.length)}.`);
      } catch (problem) {
        notify(`Not everything was tagged. ${problem instanceof Error ? problem.message : ''}`);
      }
    },
  };
}

export type LibraryActions = ReturnType<typeof useLibraryActions>;
