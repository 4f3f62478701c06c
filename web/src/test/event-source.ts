/** A live connection that a test speaks for. */
export class TestEventSource extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  static readonly opened: TestEventSource[] = [];

  readonly url: string;
  readyState: number = TestEventSource.CONNECTING;

  constructor(url: string) {
    super();
    this.url = url;
    TestEventSource.opened.push(this);
  }

  static get current(): TestEventSource {
    const last = TestEventSource.opened.at(-1);
    if (!last) throw new Error('The app has opened no live connection.');
    return last;
  }

  open(): void {
    this.readyState = TestEventSource.OPEN;
    this.dispatchEvent(new Event('open'));
  }

  fail(): void {
    this.readyState = TestEventSource.CLOSED;
    this.dispatchEvent(new Event('error'));
  }

  say(event: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) }));
  }

  close(): void {
    this.readyState = TestEventSource.CLOSED;
  }
}
