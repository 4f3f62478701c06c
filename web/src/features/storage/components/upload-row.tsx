import { CircleAlert, CircleCheck, Pause, Play, RotateCcw, X } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { notify } from '@/components/ui/notices';
import { ProgressLine } from '@/components/ui/progress-line';
import { baseName } from '../lib/names';
import { sizeText } from '../lib/sizes';
import { cancel, giveFile, keepBoth, pause, replace, resume } from '../lib/upload-run';
import type { Upload } from '../lib/upload-store';
import { words } from '../words';

function Note({ upload }: { upload: Upload }) {
  const { state, sent, size, problem } = upload;
  switch (state) {
    case 'failed':
      return <span className="text-bad">{problem?.message}</span>;
    case 'exists':
    case 'file':
      return <span className="text-warn">{words.upload.states[state]}</span>;
    case 'done':
      return <span>{sizeText(size)}</span>;
    case 'uploading':
    case 'paused':
      return (
        <span>
          {state === 'paused' && `${words.upload.states.paused} · `}
          {words.upload.of(sizeText(sent), sizeText(size))}
        </span>
      );
    case 'queued':
    case 'waiting':
      return <span>{words.upload.states[state]}</span>;
  }
}

function ChooseAgain({ upload }: { upload: Upload }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button size="sm" onClick={() => input.current?.click()}>
        {words.upload.chooseAgain}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={words.upload.chooseAgain}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file && !giveFile(upload.id, file)) notify(words.upload.otherFile(upload.name));
          event.target.value = '';
        }}
      />
    </>
  );
}

/** One upload. */
export function UploadRow({ upload }: { upload: Upload }) {
  const { id, key, bucket, state, sent, size } = upload;
  const name = baseName(key);
  const ended = state === 'done' || state === 'failed';
  return (
    <li className="flex flex-col gap-2 border-b border-line py-2.5 pr-1.5 pl-4 last:border-0">
      <div className="flex items-center gap-1">
        <div className="flex min-w-0 grow flex-col">
          <span className="flex min-w-0 items-center gap-1.5">
            {state === 'done' && (
              <CircleCheck
                size={14}
                strokeWidth={1.75}
                className="shrink-0 text-good"
                aria-label={words.upload.states.done}
              />
            )}
            {state === 'failed' && (
              <CircleAlert size={14} strokeWidth={1.75} className="shrink-0 text-bad" aria-hidden />
            )}
            <span className="truncate" title={`${bucket}/${key}`}>
              {name}
            </span>
          </span>
          <span className="tabular text-sm text-ink-3">
            <Note upload={upload} />
          </span>
        </div>
        {(state === 'uploading' || state === 'queued') && (
          <IconButton icon={Pause} label={words.upload.pause(name)} onClick={() => pause(id)} />
        )}
        {state === 'paused' && <IconButton icon={Play} label={words.upload.resume(name)} onClick={() => resume(id)} />}
        {(state === 'failed' || state === 'waiting') && (
          <IconButton icon={RotateCcw} label={words.upload.retry(name)} onClick={() => resume(id)} />
        )}
        <IconButton
          icon={X}
          label={ended ? words.upload.forget(name) : words.upload.cancel(name)}
          onClick={() => cancel(id)}
        />
      </div>
      {(state === 'exists' || state === 'file') && (
        <div className="flex gap-2">
          {state === 'exists' ? (
            <>
              <Button size="sm" onClick={() => keepBoth(id)}>
                {words.upload.both}
              </Button>
              <Button size="sm" onClick={() => replace(id)}>
                {words.upload.replace}
              </Button>
            </>
          ) : (
            <ChooseAgain upload={upload} />
          )}
        </div>
      )}
      {(state === 'uploading' || state === 'paused' || state === 'waiting') && (
        <ProgressLine value={size > 0 ? sent / size : null} label={words.upload.progress(name)} />
      )}
    </li>
  );
}
