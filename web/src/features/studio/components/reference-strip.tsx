import { ImagePlus, X } from 'lucide-react';
import { useRef } from 'react';
import { Picture } from '@/components/generation/picture';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import type { Asset } from '@/lib/api/types';

interface Props {
  references: readonly Asset[];
  max: number;
  uploading: number;
  problem: string | undefined;
  onFiles: (files: File[]) => void;
  onRemove: (id: string) => void;
}

/** Pictures the model looks at: drop, paste or choose them. */
export function ReferenceStrip({ references, max, uploading, problem, onFiles, onRemove }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const room = max - references.length - uploading;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        {references.map((asset, index) => (
          <div key={asset.id} className="group relative size-14">
            <Picture
              asset={asset}
              alt={`Reference picture ${index + 1}`}
              size="thumbnail"
              sizes="56px"
              className="size-14 rounded-picture"
            />
            <IconButton
              icon={X}
              label={`Remove reference picture ${index + 1}`}
              variant="overlay"
              className="absolute -top-1.5 -right-1.5 size-6 rounded-full"
              onClick={() => onRemove(asset.id)}
            />
          </div>
        ))}
        {Array.from({ length: uploading }, (_, index) => (
          <div
            key={`uploading-${index}`}
            role="status"
            aria-label="Uploading"
            className="animate-breathe size-14 rounded-picture bg-raised"
          />
        ))}
        {room > 0 && (
          <Button
            variant="quiet"
            size="sm"
            className={
              references.length > 0 || uploading > 0
                ? 'size-14 border border-dashed border-line-strong px-0'
                : '-ml-2 px-2'
            }
            aria-label="Add a reference picture"
            onClick={() => input.current?.click()}
          >
            <ImagePlus size={16} strokeWidth={1.5} aria-hidden />
            {references.length === 0 && uploading === 0 && 'Add a reference picture'}
          </Button>
        )}
      </div>
      <input
        ref={input}
        type="file"
        accept="image/*"
        multiple={max > 1}
        className="hidden"
        aria-label="Reference picture file"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      {problem && (
        <p role="alert" className="text-sm text-bad">
          {problem}
        </p>
      )}
    </div>
  );
}
