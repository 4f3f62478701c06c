import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Reasoning } from '@/components/generation/reasoning';
import { CopyButton } from '@/components/ui/copy-button';
import { TimeAgo } from '@/components/ui/time-ago';
import type { Generation, JsonSchema, LedgerLine } from '@/lib/api/types';
import { clock, duration, fileSize, money } from '@/lib/format';
import { statusSentence } from '@/lib/generation-words';
import { optionWord, titled } from '@/lib/parameter-words';
import { modelsQuery } from '@/lib/queries/models';
import { ledgerQuery } from '../api/ledger';

const keyWords = {
  free: 'None needed',
  own: 'Your own',
  organisation: 'The organisation’s',
  server: 'Server',
} as const;

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4 py-1">
      <dt className="shrink-0 text-ink-3">{name}</dt>
      <dd className="tabular min-w-0 truncate text-right text-ink">{children}</dd>
    </div>
  );
}

function Heading({ children }: { children: ReactNode }) {
  return <h3 className="pb-1 text-sm font-medium text-ink-2">{children}</h3>;
}

/** What was set aside is no second price: it is said only until something became of it. */
const settled = (lines: readonly LedgerLine[]) =>
  lines.some(({ kind }) => kind !== 'hold') ? lines.filter(({ kind }) => kind !== 'hold') : lines;

function Money({ generation }: { generation: Generation }) {
  const ledger = useQuery(ledgerQuery(generation.id));
  return (
    <section aria-label="Cost">
      <Heading>Cost</Heading>
      <dl className="text-sm">
        <Fact name="Charged">{money(generation.cost_micros)}</Fact>
        <Fact name="Estimated">{money(generation.estimate_micros)}</Fact>
        <Fact name="Key">{generation.key_source ? keyWords[generation.key_source] : '–'}</Fact>
        {ledger.data &&
          settled(ledger.data).map((line) => (
            <Fact key={line.id} name={`Ledger: ${line.kind}`}>
              {money(line.amount_micros)}
            </Fact>
          ))}
      </dl>
    </section>
  );
}

function valueWords(value: unknown, property: JsonSchema | undefined): string {
  if (typeof value === 'object') return JSON.stringify(value);
  if (typeof value === 'boolean') return value ? 'On' : 'Off';
  if (property?.['x-unit']) return `${String(value)} ${property['x-unit']}`;
  return property?.enum ? optionWord(value) : String(value);
}

/** What it was asked with, in the words of the model's own form while the model is known. */
function Parameters({ generation }: { generation: Generation }) {
  const models = useQuery(modelsQuery());
  const model = models.data?.find(
    ({ provider, model: id }) => provider === generation.provider && id === generation.model,
  );
  const properties = model?.parameters?.properties;
  return Object.entries(generation.parameters)
    .filter(([name]) => name !== 'seed')
    .map(([name, value]) => (
      <Fact key={name} name={properties?.[name]?.title ?? titled(name)}>
        {valueWords(value, properties?.[name])}
      </Fact>
    ));
}

/** Everything known about one generation. Reading it changes no setting. */
export function ViewerDetails({ generation }: { generation: Generation }) {
  const first = generation.result?.outputs[0];
  return (
    <aside aria-label="Details" className="flex h-full w-full flex-col gap-6 overflow-y-auto bg-panel p-5">
      <section aria-label="Prompt">
        <div className="flex items-center justify-between">
          <Heading>Prompt</Heading>
          <CopyButton text={generation.prompt} label="Copy the prompt" />
        </div>
        <p className="text-base leading-[22px] whitespace-pre-wrap">{generation.prompt}</p>
        {generation.tags.length > 0 && (
          <p className="pt-2 text-sm text-ink-3">{generation.tags.map((tag) => `#${tag}`).join(' ')}</p>
        )}
      </section>
      {generation.result?.reasoning && <Reasoning text={generation.result.reasoning} />}
      <section aria-label="Made with">
        <Heading>Made with</Heading>
        <dl className="text-sm">
          <Fact name="Model">{generation.model}</Fact>
          <Fact name="Provider">{generation.provider}</Fact>
          {generation.seed !== null && <Fact name="Seed">{generation.seed}</Fact>}
          <Parameters generation={generation} />
        </dl>
      </section>
      <Money generation={generation} />
      <section aria-label="File">
        <Heading>File</Heading>
        <dl className="text-sm">
          <Fact name="State">{statusSentence(generation)}</Fact>
          {first?.width && first.height ? <Fact name="Size">{`${first.width} × ${first.height}`}</Fact> : null}
          {first?.duration_ms ? <Fact name="Length">{clock(first.duration_ms)}</Fact> : null}
          {first?.frame_rate ? (
            <Fact name="Frame rate">{`${Math.round(first.frame_rate * 100) / 100} a second`}</Fact>
          ) : null}
          {first && <Fact name="Weight">{fileSize(first.size_bytes)}</Fact>}
          {first && (
            <Fact name="Format">
              {[first.mime_type, first.video_codec, first.audio_codec].filter((one) => one !== null).join(', ')}
            </Fact>
          )}
          {generation.tokens_total ? (
            <Fact name="Tokens">{`${generation.tokens_input ?? 0} in, ${generation.tokens_output ?? 0} out`}</Fact>
          ) : null}
          <Fact name="Made">
            <TimeAgo at={generation.created_at} />
          </Fact>
          {generation.duration_ms !== null && <Fact name="Took">{duration(generation.duration_ms)}</Fact>}
        </dl>
      </section>
      <p className="mt-auto flex items-center gap-1 font-mono text-xs text-ink-3">
        <span className="truncate">{generation.id}</span>
        <CopyButton text={generation.id} label="Copy the id" className="size-6" />
      </p>
    </aside>
  );
}
