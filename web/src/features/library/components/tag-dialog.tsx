import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { plural } from '@/lib/format';

interface Props {
  open: boolean;
  amount: number;
  busy: boolean;
  onClose: () => void;
  onTag: (tags: string[]) => void;
}

/** Words to find them by, separated by commas. */
export function TagDialog({ open, amount, busy, onClose, onTag }: Props) {
  const [text, setText] = useState('');
  const tags = [
    ...new Set(
      text
        .split(',')
        .map((tag) => tag.trim())
        .filter(Boolean),
    ),
  ];
  return (
    <Dialog open={open} onClose={onClose} title={`Tag ${plural(amount, 'item')}`}>
      <form
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (tags.length > 0) onTag(tags);
        }}
      >
        <Field label="Tags" help="Separate several with commas. They are added to the tags that are there.">
          {(control) => (
            <Input
              {...control}
              value={text}
              onChange={(event) => setText(event.target.value)}
              placeholder="cover, sea, draft"
            />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={tags.length === 0 || busy}>
            Add tags
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
