import { Send, Square } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { PasswordInput } from '@/components/ui/password-input';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { Segmented } from '@/components/ui/segmented';
import { languages, type Language } from '@/lib/api-call';
import type { OpenApi } from '../api/openapi';
import { requestCode } from '../lib/code';
import type { Operation } from '../lib/operations';
import { isJson, requestOf, type Asker } from '../lib/request';
import { useDraft } from '../lib/use-draft';
import { useSend } from '../lib/use-send';
import { words } from '../words';
import { AnswerView } from './answer-view';
import { CodeBlock } from './code-block';
import { DraftFields } from './draft-fields';

const askers: readonly Asker[] = ['session', 'key', 'nobody'];

interface Props {
  document: OpenApi;
  operation: Operation;
}

/** The request to send, who sends it, its code, and the answer. */
export function TryIt({ document, operation }: Props) {
  const [draft, setDraft] = useDraft(document, operation);
  const [asker, setAsker] = useState<Asker>('session');
  const [key, setKey] = useState('');
  const [language, setLanguage] = useState<Language>('curl');
  const { answer, problem, sending, start, stop } = useSend();
  const request = requestOf(operation, draft);
  const reads = operation.method === 'GET' || operation.method === 'HEAD';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (sending) stop();
    else if (isJson(draft.body)) start(request, asker, key);
  };
  const code = requestCode(language, window.location.origin, request);
  return (
    <Section title={words.try}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <DraftFields document={document} operation={operation} draft={draft} onChange={setDraft} />
        <Segmented
          label={words.as}
          value={asker}
          onChange={setAsker}
          segments={askers.map((value) => ({ value, label: words.asWords[value] }))}
          className="self-start"
        />
        {asker === 'key' && (
          <Field label={words.key} help={words.keyHelp} className="max-w-[420px]">
            {(control) => (
              <PasswordInput
                {...control}
                autoComplete="off"
                value={key}
                onChange={(event) => setKey(event.target.value)}
              />
            )}
          </Field>
        )}
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" variant={operation.method === 'DELETE' ? 'danger' : 'primary'}>
            {sending ? (
              <Square size={16} strokeWidth={1.5} aria-hidden />
            ) : (
              <Send size={16} strokeWidth={1.5} aria-hidden />
            )}
            {sending ? words.stop : words.send}
          </Button>
          {!reads && <p className="text-sm text-ink-3">{words.changes}</p>}
        </div>
      </form>
      {problem && <ProblemPanel compact title={words.failedToSend} problem={problem} />}
      {answer && <AnswerView answer={answer} />}
      <div className="flex flex-col gap-2">
        <Segmented
          label={words.code}
          value={language}
          onChange={setLanguage}
          segments={languages}
          className="self-start"
        />
        <CodeBlock label={words.code} code={code} />
      </div>
    </Section>
  );
}
