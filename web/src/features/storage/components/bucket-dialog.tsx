import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import { notify } from '@/components/ui/notices';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Switch } from '@/components/ui/switch';
import { useChangeBucket, useCreateBucket, type Bucket } from '../api/buckets';
import { isType, parseSize, parseTypes, sizeText } from '../lib/sizes';
import { useView } from '../lib/view';
import { words } from '../words';

interface Props {
  /** Left out for a new one. */
  bucket?: Bucket;
  open: boolean;
  onClose: () => void;
}

const nameForm = /^[A-Za-z0-9_.-]([A-Za-z0-9_. -]{0,98}[A-Za-z0-9_.-])?$/;

function Form({ bucket, onClose }: Omit<Props, 'open'>) {
  const [name, setName] = useState('');
  const [isPublic, setPublic] = useState(bucket?.public ?? false);
  const limit = bucket?.file_size_limit ?? null;
  const shownLimit = limit === null ? '' : sizeText(limit);
  const [size, setSize] = useState(shownLimit);
  const [types, setTypes] = useState(bucket?.allowed_mime_types?.join('\n') ?? '');
  const [tried, setTried] = useState(false);
  const [, setView] = useView();
  const create = useCreateBucket();
  const change = useChangeBucket(bucket?.id ?? '');
  const { error, isPending } = bucket ? change : create;
  // What is shown is rounded: left alone, the limit stays what it is.
  const bytes = size === shownLimit ? limit : parseSize(size);
  const list = parseTypes(types);
  const wrong = list?.filter((type) => !isType(type)) ?? [];
  const nameWrong = !bucket && !nameForm.test(name.trim());
  const submit = () => {
    setTried(true);
    if (nameWrong || bytes === undefined || wrong.length > 0) return;
    const settings = { public: isPublic, file_size_limit: bytes, allowed_mime_types: list };
    if (bucket) change.mutate(settings, { onSuccess: onClose });
    else {
      // No policy speaks of it yet: only the service sees it.
      const shown = () => {
        setView('service');
        notify(words.form.created(name.trim()));
        onClose();
      };
      create.mutate({ name: name.trim(), ...settings }, { onSuccess: shown });
    }
  };
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {!bucket && (
        <Field
          label={words.form.name}
          help={words.form.nameHelp}
          error={tried && nameWrong ? words.form.nameFault : undefined}
        >
          {(control) => (
            <Input {...control} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
      )}
      <Field
        label={words.form.public}
        help={isPublic ? words.buckets.publicHelp : words.buckets.privateHelp}
        className="gap-2"
      >
        {({ id, 'aria-describedby': describedBy }) => (
          <Switch id={id} aria-describedby={describedBy} checked={isPublic} onChange={setPublic} />
        )}
      </Field>
      <Field
        label={words.form.size}
        help={words.form.sizeHelp}
        error={tried && bytes === undefined ? words.form.sizeFault : undefined}
      >
        {(control) => (
          <Input {...control} autoComplete="off" value={size} onChange={(event) => setSize(event.target.value)} />
        )}
      </Field>
      <Field
        label={words.form.types}
        help={words.form.typesHelp}
        error={tried && wrong.length > 0 ? words.form.typesFault(wrong.join(', ')) : undefined}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            spellCheck={false}
            className="font-mono text-sm"
            value={types}
            onChange={(event) => setTypes(event.target.value)}
          />
        )}
      </Field>
      {error && <ProblemPanel compact title={error.problem.title} problem={error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{words.form.cancel}</Button>
        <Button type="submit" variant="primary" disabled={isPending}>
          {bucket
            ? isPending
              ? words.form.saving
              : words.form.saveDo
            : isPending
              ? words.form.creating
              : words.form.createDo}
        </Button>
      </div>
    </form>
  );
}

/** A new bucket, or what one takes and who reads it. */
export function BucketDialog({ bucket, open, onClose }: Props) {
  return (
    <Dialog open={open} onClose={onClose} title={bucket ? words.form.edit(bucket.name) : words.form.create}>
      <Form {...(bucket ? { bucket } : {})} onClose={onClose} />
    </Dialog>
  );
}
