import { AudioLines, Film, Image, Images, Upload, X } from 'lucide-react';
import { useRef, useState, type DragEvent } from 'react';
import { Picture } from '@/components/generation/picture';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import type { Asset } from '@/lib/api/types';
import { cn } from '@/lib/cn';
import { clock, fileSize } from '@/lib/format';
import { useKnownAssets } from '@/lib/stores/known-assets';
import type { AssetKind, ParameterField } from '../lib/parameter-fields';
import { useAssetUpload } from '../lib/use-asset-upload';
import { words } from '../words';
import { AssetDialog } from './asset-dialog';

const icons = { image: Image, audio: AudioLines, video: Film };

/** What is known of a file by its id. */
function Chosen({ id, kind, label, onRemove }: { id: string; kind: AssetKind; label: string; onRemove: () => void }) {
  const asset = useKnownAssets((state) => state.byId[id]);
  const Icon = icons[kind];
  const facts = asset && [
    asset.width && asset.height ? `${asset.width} × ${asset.height}` : null,
    asset.duration_ms ? clock(asset.duration_ms) : null,
    fileSize(asset.size_bytes),
  ];
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center gap-3">
        {asset && (kind === 'image' || asset.thumbnail_url) ? (
          <Picture asset={asset} alt="" size="thumbnail" sizes="56px" className="size-14 shrink-0 rounded-picture" />
        ) : (
          <span className="flex size-14 shrink-0 items-center justify-center rounded-picture bg-raised">
            <Icon size={18} strokeWidth={1.5} className="text-ink-2" aria-hidden />
          </span>
        )}
        <p className="tabular min-w-0 grow truncate text-sm text-ink-2">
          {facts ? facts.filter(Boolean).join(' · ') : words.assets.unknown}
        </p>
        <IconButton icon={X} label={words.assets.remove(label)} onClick={onRemove} />
      </div>
      {asset && kind === 'audio' && <audio src={asset.url} controls preload="none" className="h-9 w-full" />}
    </div>
  );
}

interface Props {
  field: ParameterField;
  value: unknown;
  describedBy: string | undefined;
  onChange: (value: unknown) => void;
}

const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');

/** A file the model works from: dropped, chosen from the disk, or from what is here already. One, or several. */
export function AssetField({ field, value, describedBy, onChange }: Props) {
  const kind = field.asset ?? 'image';
  const several = field.schema.items !== undefined;
  const ids = (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]).map(String);
  const most = several ? (field.schema.maxItems ?? 8) : 1;
  const [over, setOver] = useState(false);
  const [picking, setPicking] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const take = (asset: Asset) => onChange(several ? [...ids.filter((id) => id !== asset.id), asset.id] : asset.id);
  const { add, uploading, problem } = useAssetUpload(kind, take);
  const remove = (id: string) => {
    const left = ids.filter((each) => each !== id);
    onChange(several && left.length > 0 ? left : undefined);
  };
  return (
    <div className="flex flex-col gap-2">
      {ids.map((id, index) => (
        <Chosen
          key={id}
          id={id}
          kind={kind}
          label={several ? `${field.label} ${index + 1}` : field.label}
          onRemove={() => remove(id)}
        />
      ))}
      {uploading && (
        <div
          role="status"
          aria-label={words.assets.uploading}
          className="animate-breathe h-14 rounded-picture bg-raised"
        />
      )}
      {ids.length < most && !uploading && (
        <div
          role="group"
          aria-label={field.label}
          aria-describedby={describedBy}
          onDragOver={(event) => {
            if (!carriesFiles(event)) return;
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            add(event.dataTransfer.files[0]);
          }}
          className={cn(
            'flex flex-wrap items-center justify-between gap-x-3 gap-y-1 rounded-control border border-dashed px-3 py-2',
            over ? 'border-accent bg-accent-wash' : 'border-line-strong',
          )}
        >
          <p className="text-sm text-ink-2">{words.assets.kinds[kind].drop}</p>
          <div className="-mx-2 flex">
            <Button variant="quiet" size="sm" className="px-2" onClick={() => input.current?.click()}>
              <Upload size={16} strokeWidth={1.5} aria-hidden />
              {words.assets.upload}
            </Button>
            <Button variant="quiet" size="sm" className="px-2" onClick={() => setPicking(true)}>
              <Images size={16} strokeWidth={1.5} aria-hidden />
              {words.assets.pick}
            </Button>
          </div>
        </div>
      )}
      <input
        ref={input}
        type="file"
        accept={`${kind}/*`}
        className="hidden"
        aria-label={words.assets.file(field.label)}
        onChange={(event) => {
          add(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      {problem && (
        <p role="alert" className="text-sm text-bad">
          {problem}
        </p>
      )}
      <AssetDialog
        kind={kind}
        open={picking}
        onClose={() => setPicking(false)}
        onPick={(asset) => {
          useKnownAssets.getState().keep(asset);
          take(asset);
          setPicking(false);
        }}
      />
    </div>
  );
}
