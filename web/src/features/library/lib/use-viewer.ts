import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { notify } from '@/components/ui/notices';
import { generationQuery } from '@/lib/queries/generation-detail';
import { flat, generationListQuery, type GenerationFilter } from '@/lib/queries/generation-list';
import { useDraft, type Recall } from '@/lib/stores/draft';
import { useNarrow } from '@/lib/use-media';
import { useShortcut } from '@/lib/use-shortcut';
import { useLibraryActions } from './use-library-actions';

export interface ViewerProps {
  id: string;
  /** The list the viewer walks through with the arrows. */
  filter: GenerationFilter;
  onMove: (id: string) => void;
  onClose: () => void;
  /** After a recall that starts new work. */
  onStudio: () => void;
}

const recallWords: Record<Recall, string> = {
  remix: 'Took its prompt and settings over. The seed is new.',
  all: 'Took everything over, with the seed.',
  prompt: 'Took the prompt over. It waits in the studio.',
  seed: 'Took the seed over. It waits in the studio.',
};

/** The neighbours of a generation in its list; older pages are fetched on the way. */
function useWalk(id: string, filter: GenerationFilter, onMove: (id: string) => void) {
  const list = useInfiniteQuery(generationListQuery(filter));
  const ids = flat(list.data).map((generation) => generation.id);
  const at = ids.indexOf(id);
  const newer = at > 0 ? ids[at - 1] : undefined;
  const older = at === -1 ? undefined : ids[at + 1];
  return {
    newer,
    older,
    toNewer: () => newer && onMove(newer),
    toOlder: () => {
      if (older) onMove(older);
      else if (list.hasNextPage) void list.fetchNextPage();
    },
  };
}

/** What the viewer shows and what its keys do. */
export function useViewer({ id, filter, onMove, onClose, onStudio }: ViewerProps) {
  const found = useQuery(generationQuery(id));
  const generation = found.data;
  const narrow = useNarrow();
  const [details, setDetails] = useState(!narrow);
  const [zoomedId, setZoomedId] = useState<string | null>(null);
  const walk = useWalk(id, filter, onMove);
  const actions = useLibraryActions(() => undefined);
  const recallDraft = useDraft((state) => state.recall);

  const zoomed = zoomedId === id;
  const zoom = () => setZoomedId(zoomed ? null : id);
  const toggleDetails = () => setDetails(!details);
  const recall = (what: Recall) => {
    if (!generation) return;
    recallDraft(generation, what);
    notify(recallWords[what]);
    if (what === 'remix' || what === 'all') onStudio();
  };
  const trash = () => {
    if (!generation || generation.deleted_at) return;
    const after = walk.older ?? walk.newer;
    actions.trash([generation.id]);
    if (after) onMove(after);
    else onClose();
  };

  useShortcut('previous', walk.toNewer);
  useShortcut('next', walk.toOlder);
  useShortcut('details', toggleDetails);
  useShortcut('zoom', zoom);
  useShortcut('remix', () => recall('remix'));
  useShortcut('useSeed', () => recall('seed'));
  useShortcut('usePrompt', () => recall('prompt'));
  useShortcut('useAll', () => recall('all'));
  useShortcut('trash', trash);

  return { found, generation, details, toggleDetails, zoomed, zoom, walk, recall, trash, restore: actions.restore };
}

export type ViewerState = ReturnType<typeof useViewer>;
