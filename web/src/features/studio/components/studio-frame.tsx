import { PanelLeft, PanelRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { layoutRange, useLayout } from '@/lib/stores/layout';
import { useMedia } from '@/lib/use-media';
import { useShortcut } from '@/lib/use-shortcut';
import { BorderHandle } from './border-handle';

interface Props {
  /** Whose layout is remembered: a project's id, or `studio`. */
  place: string;
  create: ReactNode;
  stage: ReactNode;
  recent: ReactNode;
}

/** Create, stage, recent side by side; borders can be dragged, sides fold with one key. */
export function StudioFrame({ place, create, stage, recent }: Props) {
  const [layout, change] = useLayout(place);
  // Between a phone and a desktop there is no room for the strip beside the stage.
  const tight = useMedia('(max-width: 1099.9px)');
  const foldLeft = () => change({ leftOpen: !layout.leftOpen });
  const foldRight = () => change({ rightOpen: !layout.rightOpen });
  useShortcut('foldLeft', foldLeft);
  useShortcut('foldRight', foldRight);
  useShortcut('foldBoth', () => {
    const open = !(layout.leftOpen || layout.rightOpen);
    change({ leftOpen: open, rightOpen: open });
  });

  return (
    <div className="flex size-full min-h-0">
      {layout.leftOpen && (
        <>
          <div className="h-full shrink-0" style={{ width: layout.leftWidth }}>
            {create}
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
          onClick={foldLeft}
        />
        {!tight && (
          <IconButton
            icon={PanelRight}
            label={layout.rightOpen ? 'Fold the library strip' : 'Unfold the library strip'}
            keys="G"
            side="left"
            className="absolute top-1 right-1"
            onClick={foldRight}
          />
        )}
      </div>
      {layout.rightOpen && !tight && (
        <>
          <BorderHandle
            label="Width of the library strip"
            width={layout.rightWidth}
            {...layoutRange.right}
            panel="right"
            onChange={(rightWidth) => change({ rightWidth })}
          />
          <div className="h-full shrink-0" style={{ width: layout.rightWidth }}>
            {recent}
          </div>
        </>
      )}
    </div>
  );
}
