import { useInfiniteQuery } from '@tanstack/react-query';
import { flat, generationListQuery } from '@/lib/queries/generation-list';
import { useNarrow } from '@/lib/use-media';
import { useComposer } from '../lib/use-composer';
import { useReferences } from '../lib/use-references';
import { useRun } from '../lib/use-run';
import { CreatePanel } from './create-panel';
import { DropPictures } from './drop-pictures';
import { RecentStrip } from './recent-strip';
import { Stage } from './stage';
import { StudioFrame } from './studio-frame';
import { StudioSheet } from './studio-sheet';

interface Props {
  /** Inside a project everything goes to it and only its work is shown. */
  projectId?: string;
  selected: string | undefined;
  onSelect: (id: string) => void;
  onOpen: (id: string) => void;
}

/** The room where things are made. */
export function Studio({ projectId, selected, onSelect, onOpen }: Props) {
  const narrow = useNarrow();
  const composer = useComposer(projectId);
  const run = useRun(composer, (generation) => onSelect(generation.id));
  const pictures = useReferences(composer.model?.max_reference_images ?? 0);
  const recent = useInfiniteQuery(generationListQuery(projectId ? { project_id: projectId } : {}));
  const shown = selected ?? flat(recent.data)[0]?.id ?? null;

  const create = { composer, run, pictures, projectFixed: projectId !== undefined };
  const stage = (
    <Stage
      id={shown}
      loading={!selected && recent.isPending}
      problem={recent.error}
      onReload={() => void recent.refetch()}
      onSelect={onSelect}
      onOpen={onOpen}
    />
  );
  return (
    <DropPictures onFiles={pictures.add}>
      {narrow ? (
        <StudioSheet create={create} stage={stage} />
      ) : (
        <StudioFrame
          place={projectId ?? 'studio'}
          create={<CreatePanel {...create} autoFocus />}
          stage={stage}
          recent={<RecentStrip projectId={projectId} selected={shown} onSelect={onSelect} />}
        />
      )}
    </DropPictures>
  );
}
