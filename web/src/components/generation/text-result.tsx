import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { LaidOut, laysOut } from './laid-out';

function Source({ text }: { text: string }) {
  return <p className="text-[17px] leading-[28px] break-words whitespace-pre-wrap text-ink">{text}</p>;
}

/** A text to read, or as the model wrote it. What is copied is always what the model wrote. */
export function TextResult({ text }: { text: string }) {
  const [asWritten, setAsWritten] = useState(false);
  const source = <Source text={text} />;
  return (
    <>
      {asWritten ? source : <LaidOut text={text} source={source} />}
      {text && (
        <div className="mt-6 flex items-center gap-2">
          <CopyButton text={text} label="Copy text" worded />
          {laysOut(text) && (
            <Button size="sm" variant="quiet" onClick={() => setAsWritten(!asWritten)}>
              {asWritten ? 'Show formatted' : 'Show Markdown'}
            </Button>
          )}
        </div>
      )}
    </>
  );
}
