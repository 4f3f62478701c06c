import { screen, waitFor, within } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, it } from 'vitest';
import { generation } from './fixtures';
import { generations, ok, server } from './server';
import { visit } from './visit';

/** Opens the viewer on a text that a model wrote. */
async function open(content: string) {
  const row = generation(1, {
    generation_type: 'text',
    model: 'demo-text',
    result: { content, mimeType: 'text/plain', outputs: [], reasoning: null },
  });
  server.use(
    generations(() => [row]),
    http.get('/api/generations/:id', () => ok(row)),
  );
  const { user } = visit(`/library?view=${row.id}`);
  const article = await screen.findByRole('article', { name: 'Text' });
  return { article, user, text: within(article) };
}

const laidOut = (article: HTMLElement) => waitFor(() => expect(article.querySelector('.prose')).toBeInTheDocument());

describe('a text result', () => {
  it('is laid out as its Markdown says', async () => {
    const { article, text } = await open(
      '# Tides\n\n*Slow* and **sure**.\nA line of its own.\n\n1. ebb\n2. flow\n\n- [x] moon\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n---\n\n~~no~~',
    );
    await laidOut(article);

    expect(text.getByRole('heading', { name: 'Tides' })).toBeVisible();
    expect(text.getByText('Slow').tagName).toBe('EM');
    expect(text.getByText('sure').tagName).toBe('STRONG');
    expect(article.querySelectorAll('p br')).toHaveLength(1);
    expect(article.querySelectorAll('ol > li')).toHaveLength(2);
    expect(text.getByRole('img', { name: 'Done' })).toBeVisible();
    expect(text.getByRole('cell', { name: '2' })).toHaveStyle({ textAlign: 'right' });
    expect(article.querySelector('.prose')?.textContent).not.toMatch(/[*#|~]/);
  });

  it('runs nothing and loads nothing, and links only to the web', async () => {
    const { article, text } = await open(
      [
        '<script>window.ran = 1</script><img src="https://spy.example/a.png" onerror="window.ran = 2">',
        '![seen](https://spy.example/b.png) ![inside](data:image/png;base64,AAAA)',
        '[one](https://good.example/x) [two](javascript:window.ran=3) [three](JavaScript:alert(1)) [four](//host.example)',
        '[five](data:text/html,x) [six](/library) <https://plain.example> [seven](http://plain.example "t")',
      ].join('\n\n'),
    );
    await laidOut(article);

    expect(article.querySelectorAll('script, iframe, object, embed, [onerror], img')).toHaveLength(0);
    expect('ran' in window).toBe(false);
    expect(text.getByText(/window\.ran = 1/)).toBeVisible();
    const links = text.getAllByRole('link');
    expect(links.map((link) => [link.textContent, link.getAttribute('href')])).toEqual([
      ['seen', 'https://spy.example/b.png'],
      ['one', 'https://good.example/x'],
      ['https://plain.example', 'https://plain.example'],
      ['seven', 'http://plain.example'],
    ]);
    for (const link of links) {
      expect(link).toHaveAttribute('rel', 'noopener noreferrer');
      expect(link).toHaveAttribute('target', '_blank');
    }
  });

  it('is copied and shown as it was written', async () => {
    const written = 'Run **this**:\n\n```sh\nls -l\ncd ..\n```\n';
    const { article, text, user } = await open(written);
    await laidOut(article);

    expect(text.getByText('sh')).toBeVisible();
    await user.click(text.getByRole('button', { name: 'Copy code' }));
    expect(await navigator.clipboard.readText()).toBe('ls -l\ncd ..');
    await user.click(text.getByRole('button', { name: 'Copy text' }));
    expect(await navigator.clipboard.readText()).toBe(written);

    await user.click(text.getByRole('button', { name: 'Show Markdown' }));
    expect(article).toHaveTextContent('Run **this**: ```sh');
    await user.click(text.getByRole('button', { name: 'Show formatted' }));
    await laidOut(article);
  });

  it('is shown as it was written where it goes too deep to be laid out', async () => {
    const lines = Array.from({ length: 60 }, (_, depth) => `${'  '.repeat(depth)}- **level** ${depth}`);
    const { article, text } = await open(lines.join('\n'));

    await waitFor(() => expect(article).toHaveTextContent('- **level** 59'));
    expect(article.querySelector('.prose')).not.toBeInTheDocument();
    expect(text.getByRole('button', { name: 'Copy text' })).toBeVisible();
  });

  it.each([
    ['very long', '**word** '.repeat(6_000)],
    ['full of quotes in quotes', `A **word**\n${'> '.repeat(20_000)}deep`],
    ['full of lists in lists', `A **word**\n${'- '.repeat(100)}deep`],
  ])('is shown as it was written where it is %s', async (_, written) => {
    const { article, text } = await open(written);

    expect(article.textContent).toContain('**word**');
    expect(article.querySelector('.prose')).not.toBeInTheDocument();
    expect(text.queryByRole('button', { name: 'Show Markdown' })).not.toBeInTheDocument();
  });

  it('is laid out with a line across it however long that is', async () => {
    const { article } = await open(`A **word**\n\n${'-'.repeat(80)}\n\n${'*'.repeat(80)}`);
    await laidOut(article);

    expect(article.querySelectorAll('hr')).toHaveLength(2);
  });

  it('is its words alone in a tile', async () => {
    const content =
      '# Tides\n\n*Slow* and **sure** `x`.\n\n- ebb\n- [flow](https://good.example)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![seen](https://spy.example/b.png) <b>';
    const row = generation(1, {
      generation_type: 'text',
      model: 'demo-text',
      result: { content, mimeType: 'text/plain', outputs: [], reasoning: null },
    });
    server.use(generations(() => [row]));
    visit('/library');
    const tile = (await screen.findByText('Tides')).closest('a, button');

    expect(tile?.textContent).toMatch(/Tides\s*Slow and sure x\.\s*ebb\s*flow\s*a b\s*1 2\s*<b>/);
    expect(tile?.querySelectorAll('img, a, em, strong, table')).toHaveLength(0);
  });
});
