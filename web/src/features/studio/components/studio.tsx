import { useInfiniteQuery } from '@tanstack/react-query';
import { PanelLeft, PanelRight } from 'lucide-react';
import { IconButton } from '@/components/ui/icon-button';
import { flat, generationListQuery } from '@/lib/queries/generation-list';
import { layoutRange, useLayout } from '@/lib/stores/layout';
import { useMedia, useNarrow } from '@/lib/use-media';
import { useShortcut } from '@/lib/use-shortcut';
import { useComposer } from '../lib/use-composer';
import { useRun } from '../lib/use-run';
import { BorderHandle } from './border-handle';
import { CreatePanel } from './create-panel';
import { RecentStrip } from './recent-strip';
import { Stage } from './stage';
import { StudioSheet } from './studio-sheet';

interface Props {
  /** Inside a project everything goes to it and only its work is shown. */
  projectId?: string;
  selected: string | undefined;
  onSelect: (id: string) => void;
  onOpen: (id: string) => void;
}

/** Create, stage, recent: the room where things are made. */
export function Studio({ projectId, selected, onSelect, onOpen }: Props) {
  const [layout, change] = useLayout(projectId ?? 'studio');
  const narrow = useNarrow();
  // Between a phone and a desktop there is no room for the strip beside the stage.
  const tight = useMedia('(max-width: 1099.9px)');
  const rightOpen = layout.rightOpen && !tight;
  const composer = useComposer(projectId);
  const run = useRun(composer, (generation) => onSelect(generation.id));
  const recent = useInfiniteQuery(generationListQuery(projectId ? { project_id: projectId } : {}));
  const shown = selected ?? flat(recent.data)[0]?.id ?? null;

  useShortcut('foldLeft', () => change({ leftOpen: !layout.leftOpen }));
  useShortcut('foldRight', () => change({ rightOpen: !layout.rightOpen }));
  useShortcut('foldBoth', () => {
    const open = !(layout.leftOpen || layout.rightOpen);
    change({ leftOpen: open, rightOpen: open });
  });

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
  if (narrow) return <StudioSheet composer={composer} run={run} projectFixed={projectId !== undefined} stage={stage} />;
  return (
    <div className="flex size-full min-h-0">
      {layout.leftOpen && (
        <>
          <div className="h-full shrink-0" style={{ width: layout.leftWidth }}>
            <CreatePanel composer={composer} run={run} projectFixed={projectId !== undefined} autoFocus />
          </div>
          <BorderHandle
            label="Width of the create panel"
            width={layout.leftWidth}
            {...layoutRange.left}
            panel="left"
            onChange={(leftWidth) => change({ leftWidth })}
          />
        </>
      )}
      <div className="relative h-full min-w-0 grow">
        {stage}
        <IconButton
          icon={PanelLeft}
          label={layout.leftOpen ? 'Fold the create panel' : 'Unfold the create panel'}
          keys="T"
          side="right"
          className="absolute top-1 left-1"
          onClick={() => change({ leftOpen: !layout.leftOpen })}
        />
        {!tight && (
          <IconButton
            icon={PanelRight}
            label={layout.rightOpen ? 'Fold the library strip' : 'Unfold the library strip'}
            keys="G"
            side="left"
            className="absolute top-1 right-1"
            onClick={() => change({ rightOpen: !layout.rightOpen })}
          />
        )}
      </div>
      {rightOpen && (
        <>
          <BorderHandle
            label="Width of the library strip"
            width={layout.rightWidth}
            {...layoutRange.right}
            panel="right"
            onChange={(rightWidth) => change({ rightWidth })}
          />
          <div className="h-full shrink-0" style={{ width: layout.rightWidth }}>
            <RecentStrip projectId={projectId} selected={shown} onSelect={onSelect} />
          </div>
        </>
      )}
    </div>
  );
}
