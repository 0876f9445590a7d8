// One way to the server: JSON comes back, or a Trouble is thrown.
import type { Values } from "./types";

export class Trouble extends Error {
  constructor(
    readonly status: number,
    readonly text: string,
    readonly errors: Record<string, string> = {},
  ) {
    super(text);
  }
}

/** The server took the request and will work on it. */
export class Accepted extends Error {
  constructor(
    readonly title: string,
    readonly text: string,
  ) {
    super(text);
  }
}

interface Told {
  error?: string;
  errors?: Record<string, string>;
  accepted?: boolean;
  over?: boolean;
  title?: string;
  text?: string;
}

let token = "";
let asked = 0;
let ended: (over: boolean) => void = () => undefined;

export const setToken = (csrf: string): void => {
  token = csrf;
};
/** The session's token, and a name for this one request. */
export const postHeaders = (): Record<string, string> => ({
  "X-CSRF-Token": token,
  "X-Request-Id": `${performance.timeOrigin}-${++asked}`,
});
export const onSessionEnd = (act: (over: boolean) => void): void => {
  ended = act;
};
export const sessionEnded = (over = false): void => ended(over);

async function read<T>(request: Promise<Response>): Promise<T> {
  let told: Told;
  let status: number;
  try {
    const response = await request;
    status = response.status;
    told = (await response.json()) as Told;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Trouble(0, "");
  }
  if (status === 401) ended(told.over === true);
  if (status === 202) throw new Accepted(told.title ?? "", told.text ?? "");
  if (status >= 400) throw new Trouble(status, told.error ?? "", told.errors);
  return told as T;
}

export function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return read<T>(fetch(`/api${path}`, { signal, headers: { Accept: "application/json" } }));
}

export function post<T>(path: string, values: Values = {}): Promise<T> {
  const body = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    for (const one of Array.isArray(value) ? value : [value ?? ""]) body.append(key, one);
  }
  return read<T>(fetch(`/api${path}`, { method: "POST", body, headers: postHeaders() }));
}

export async function download(path: string, fallback: string): Promise<void> {
  let response: Response;
  let content: Blob;
  try {
    response = await fetch(`/api${path}`);
    content = await response.blob();
  } catch {
    throw new Trouble(0, "");
  }
  if (!response.ok) {
    await read(Promise.resolve(new Response(content, { status: response.status })));
  }
  const named = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = named?.[1] ?? fallback;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
