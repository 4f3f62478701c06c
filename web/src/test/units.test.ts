import { describe, expect, it } from 'vitest';
import { neighbour, justify } from '@/features/library/lib/justify';
import { chosenParameters, parameterFields } from '@/features/studio/lib/parameter-fields';
import { validate } from '@/features/studio/lib/validate';
import { filled } from '@/features/usage/components/day-chart';
import { apiCall, speaksOpenAi } from '@/lib/api-call';
import { wholeGeneration } from '@/lib/api/generation-row';
import { problemFrom } from '@/lib/api/problem';
import { microsOf, signedMicrosOf } from '@/lib/dollars';
import { money, slug } from '@/lib/format';
import { optionWord } from '@/lib/parameter-words';
import { passwordFault, passwordHint } from '@/lib/password';
import { expectedRatio } from '@/lib/ratio';

describe('money', () => {
  it.each([
    [0, '$0.00'],
    [12_400_000, '$12.40'],
    [40_000, '$0.040'],
    [120, '$0.00012'],
    [1, '$0.000001'],
    [-2_500_000, '−$2.50'],
    [null, '–'],
  ])('writes %s micros as %s', (micros, words) => expect(money(micros)).toBe(words));
});

describe('justified rows', () => {
  it('are exactly as wide as the room and keep every shape', () => {
    const rows = justify([1, 1.5, 0.7, 1.8, 1, 0.6], 800, 200, 4);
    const full = rows.slice(0, -1);
    for (const row of full) {
      const width = row.cells.reduce((sum, cell) => sum + cell.width, 0) + 4 * (row.cells.length - 1);
      expect(width).toBeCloseTo(800, 5);
    }
    expect(rows.flatMap((row) => row.cells.map((cell) => cell.index))).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('never blow up a short last row', () => {
    expect(justify([1], 800, 200, 4)[0]?.height).toBe(200);
  });

  it('find the cell below by its place, and stay at the edge', () => {
    const rows = justify([1, 1, 1, 1, 1, 1, 1, 1], 800, 200, 4);
    expect(neighbour(rows, 1, 1)).toBe(5);
    expect(neighbour(rows, 1, -1)).toBe(1);
  });
});

describe('the form of a model', () => {
  const schema = {
    type: 'object',
    required: ['voice'],
    properties: {
      ratio: { type: 'string', enum: ['1:1', '16:9', '9:16'] },
      steps: { type: 'integer', minimum: 1, maximum: 50, default: 20 },
      seed: { type: ['integer', 'null'], default: null },
      loud: { type: 'boolean', default: false },
      note: { type: 'string', maxLength: 500 },
      voice: { type: 'string' },
    },
  };
  const fields = parameterFields(schema);

  it('draws the control that fits each property, in the order of the schema', () => {
    expect(fields.map((field) => [field.name, field.widget])).toEqual([
      ['ratio', 'aspect'],
      ['steps', 'slider'],
      ['seed', 'seed'],
      ['loud', 'switch'],
      ['note', 'textarea'],
      ['voice', 'text'],
    ]);
  });

  it('sends what it shows: defaults written out, empty fields left away', () => {
    expect(chosenParameters(fields, { note: '', voice: 'alto', unknown: 1 })).toEqual({
      steps: 20,
      loud: false,
      voice: 'alto',
    });
  });

  it('finds every fault at once, each in a sentence that says what to do', () => {
    expect(validate(schema, { steps: 99, loud: 'yes', ratio: '4:3' })).toEqual({
      steps: 'Use 50 or less.',
      loud: 'Choose yes or no.',
      ratio: 'Choose one of: 1:1, 16:9, 9:16.',
      voice: 'This is needed.',
    });
  });
});

describe('the API call', () => {
  const request = {
    provider: 'demo',
    model: 'demo-image',
    generation_type: 'image' as const,
    prompt: "it's",
    parameters: { sharp: true },
  };

  it('survives quotes in a shell', () => {
    expect(apiCall('curl', 'http://a', request)).toContain(String.raw`"prompt": "it'\''s"`);
  });

  it('speaks Python, not JSON', () => {
    expect(apiCall('python', 'http://a', request)).toContain('"sharp": True,');
  });

  it('keeps the escapes of JSON in a text block of Java', () => {
    const code = apiCall('java', 'http://a', { ...request, prompt: 'a "quoted"\nline' });
    expect(code).toContain(String.raw`"prompt": "a \\"quoted\\"\\nline"`);
    expect(code).toContain('System.getenv("ATELIER_KEY")');
    expect(code).toContain('"http://a/api/generations/" + id');
  });

  it('speaks to the gateway as the SDKs of OpenAI do', () => {
    const text = { ...request, generation_type: 'text' as const, parameters: { temperature: 0.2, tone: 'dry' } };
    expect(apiCall('javascript', 'http://a', text, undefined, 'openai')).toContain('atelier.chat.completions.create({');
    const python = apiCall('python', 'http://a', text, 'atl_key', 'openai');
    expect(python).toContain('base_url="http://a/v1", api_key="atl_key"');
    expect(python).toContain('    temperature=0.2,');
    expect(python).toMatch(/extra_body=\{\s+"tone": "dry",\s+\}/);
    expect(apiCall('curl', 'http://a', request, undefined, 'openai')).toContain('http://a/v1/images/generations');
  });

  it('stays with its own words for what the gateway cannot say', () => {
    const sound = { ...request, generation_type: 'audio' as const };
    expect(speaksOpenAi(sound)).toBe(false);
    expect(speaksOpenAi({ ...request, reference_asset_ids: ['1'] })).toBe(false);
    expect(apiCall('curl', 'http://a', sound, undefined, 'openai')).toContain('/api/generate');
  });
});

describe('an amount in dollars', () => {
  it('is read with a point or a comma', () => {
    expect(microsOf(' 2.50 ')).toBe(2_500_000);
    expect(microsOf('4,5')).toBe(4_500_000);
    expect(microsOf('0')).toBe(0);
    expect(microsOf('')).toBeNull();
  });

  it('is taken away only where that is asked for', () => {
    expect(signedMicrosOf('−2,50')).toBe(-2_500_000);
    expect(microsOf('-2.50')).toBeNaN();
  });

  it('is none when it is no number, or too large to be kept', () => {
    for (const text of ['ten', '1.2.3', 'Infinity', '1e300']) expect(microsOf(text)).toBeNaN();
  });
});

describe('the faults of a form', () => {
  const fault = (pointer: string) => ({ pointer, code: 'invalid', detail: `Wrong at ${pointer}.` });
  const problem = problemFrom(422, { errors: [fault('/labels/1'), fault('/labels/4'), fault('/labels_old')] }, null);

  it('stand at their field, those inside of it too', () => {
    expect(problem.at('/labels')).toBe('Wrong at /labels/1. Wrong at /labels/4.');
    expect(problem.at('/label')).toBeUndefined();
  });

  it('are elsewhere when no field has them', () => {
    expect(problem.elsewhere(['/labels']).map(({ pointer }) => pointer)).toEqual(['/labels_old']);
  });
});

describe('days', () => {
  it('are drawn without gaps', () => {
    const days = filled([{ day: '2026-11-18', count: 1, cost_micros: 5 }], '7', new Date('2026-11-20T12:00:00Z'));
    expect(days.map((each) => each.day.slice(-2))).toEqual(['14', '15', '16', '17', '18', '19', '20']);
    expect(days[4]?.count).toBe(1);
  });
});

describe('small words', () => {
  it('turn a prompt into a file name', () => expect(slug('A lighthouse, at dawn!')).toBe('a-lighthouse-at-dawn'));
  it('read the shape of a run from its parameters', () => {
    expect(expectedRatio({ generation_type: 'image', parameters: { size: '1536x1024' } })).toBe(1.5);
    expect(expectedRatio({ generation_type: 'image', parameters: {} })).toBe(1);
    expect(expectedRatio({ generation_type: 'video', parameters: { aspect_ratio: '9:16' } })).toBe(9 / 16);
    expect(expectedRatio({ generation_type: 'video', parameters: { duration_seconds: 5 } })).toBe(16 / 9);
  });
});

describe('a row that leaves things out', () => {
  it('is made whole at the border, with the seed its parameters carry', () => {
    const whole = wholeGeneration({ id: '1', status: 'running', generation_type: 'image', parameters: { seed: 9 } });
    expect(whole).toMatchObject({ seed: 9, progress: null, queue_position: null, tags: [], result: null, attempts: 1 });
  });
});

describe('a new password', () => {
  const rule = { length_min: 6, needs: [] };

  it('has every kind of character the studio asks for', () => {
    const strict = { length_min: 6, needs: ['upper', 'digits', 'symbols'] } as const;
    const asked = { ...strict, needs: [...strict.needs] };
    expect(passwordFault('sentence', 'person', asked)).toBe(
      'Add a capital letter, a digit, and a symbol such as ! or #.',
    );
    expect(passwordFault('Sentence-1', 'person', asked)).toBeUndefined();
    expect(passwordHint('person', asked)).toMatch(/With a capital letter, a digit/);
  });

  it('is longer for an administrator and counted as the server counts it', () => {
    expect(passwordFault('sixsix', 'person', rule)).toBeUndefined();
    expect(passwordFault('sixsix', 'administrator', rule)).toMatch(/at least 8/);
    expect(passwordFault('🎨🎨🎨', 'person', rule)).toMatch(/at least 6/);
    expect(passwordFault('é'.repeat(36), 'administrator', rule)).toBeUndefined();
    expect(passwordFault('é'.repeat(37), 'administrator', rule)).toMatch(/at most 72 bytes/);
  });
});

describe('words of a schema', () => {
  it('begin with a capital; sizes and ratios stay as they are', () => {
    expect(['auto', 'still_life', 'png', '1024x1024', '16:9', 768].map(optionWord)).toEqual([
      'Auto',
      'Still life',
      'PNG',
      '1024x1024',
      '16:9',
      '768',
    ]);
  });
});
