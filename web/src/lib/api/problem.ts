/** One fault of a request: where it sits (JSON Pointer into the body) and what to do about it. */
export interface Fault {
  pointer: string;
  code: string;
  detail: string;
}

/** A refused request as the server tells it (RFC 9457), with the members a screen may use. */
export interface Problem {
  title: string;
  status: number;
  detail: string;
  code: string;
  request_id: string | null;
  errors: Fault[];
  retry_after_seconds?: number;
  provider?: { name: string; message: string | null; request_id: string | null; status: number | null };
  charged?: boolean;
  action?: { label: string; href: string };
}

const belongs = (pointer: string, field: string): boolean => pointer === field || pointer.startsWith(`${field}/`);

/** The only error the client throws: every screen reads the problem and decides how to show it. */
export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.name = 'ApiProblem';
    this.problem = problem;
  }

  get code(): string {
    return this.problem.code;
  }

  get status(): number {
    return this.problem.status;
  }

  /** The sentences that belong to one field, e.g. `/prompt`, or to what is in it: `/labels/2` to `/labels`. */
  at(field: string): string | undefined {
    const found = this.problem.errors.filter(({ pointer }) => belongs(pointer, field)).map((fault) => fault.detail);
    return found.length > 0 ? found.join(' ') : undefined;
  }

  /** Faults whose field is not on the screen: they must be said elsewhere. */
  elsewhere(shown: readonly string[]): Fault[] {
    return this.problem.errors.filter(({ pointer }) => !shown.some((field) => belongs(pointer, field)));
  }
}

/** The server did not answer: nothing is known about the request. */
export function unreachable(): ApiProblem {
  return new ApiProblem({
    title: 'The server does not answer',
    status: 0,
    detail: 'Atelier could not be reached. Check that it is running, then try again.',
    code: 'network.unreachable',
    request_id: null,
    errors: [],
  });
}

/** Reads any answer that is not a success, also one that no part of Atelier wrote (a proxy, for instance). */
export function problemFrom(status: number, body: unknown, requestId: string | null): ApiProblem {
  const raw = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>;
  const fallback = status === 413 ? 'The request is too large.' : `The server answered ${status}.`;
  return new ApiProblem({
    ...raw,
    title: raw.title ?? 'The request was refused',
    status: raw.status ?? status,
    detail: raw.detail ?? raw.title ?? fallback,
    code: raw.code ?? `http.${status}`,
    request_id: raw.request_id ?? requestId,
    errors: Array.isArray(raw.errors) ? raw.errors : [],
  });
}
