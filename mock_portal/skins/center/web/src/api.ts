// One way to the server: form-encoded, with the page's token; the envelope's data come back.
import type { Values } from "../../../shared/web/form";

declare global {
  interface Window {
    _tb_token_: string;
  }
}

export interface Envelope<T> {
  success: boolean;
  data: T | null;
  errorCode: string;
  message: string;
}

export const SESSION_EXPIRED = "FAIL_SYS_SESSION_EXPIRED";

export class Trouble extends Error {
  constructor(
    readonly code: string,
    readonly text: string,
    readonly errors: Record<string, string> = {},
  ) {
    super(text);
  }
}

/** The server took the request and will work on it. */
export class Processing extends Error {
  constructor(
    readonly title: string,
    readonly text: string,
  ) {
    super(text);
  }
}

type Ended = (over: boolean) => void;
let ended: Ended = () => undefined;
let language = "cn";

export const onSessionEnd = (act: Ended): void => {
  ended = act;
};
export const sessionEnded = (over: boolean): void => ended(over);
export const speak = (lang: string): void => {
  language = lang === "zh" ? "cn" : "en";
};

interface More {
  errors?: Record<string, string>;
  overPage?: boolean;
  processing?: boolean;
  title?: string;
  text?: string;
}

async function read<T>(request: Promise<Response>, posted: boolean): Promise<T> {
  let told: Envelope<T & More>;
  try {
    told = (await (await request).json()) as Envelope<T & More>;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Trouble("NETWORK", "");
  }
  const data = told.data;
  if (told.errorCode === SESSION_EXPIRED) ended(posted || data?.overPage === true);
  if (!told.success) throw new Trouble(told.errorCode, told.message, data?.errors);
  if (data?.processing) throw new Processing(data.title ?? "", data.text ?? "");
  return data as T;
}

export function address(path: string, values: Record<string, string | number | undefined> = {}): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined && value !== "") query.set(key, String(value));
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

export function get<T>(path: string, values: Record<string, string> = {}, signal?: AbortSignal): Promise<T> {
  const headers = { "X-Requested-With": "XMLHttpRequest" };
  const asked = address(path, { ...values, language });
  return read<T>(fetch(asked, { signal, headers }), false);
}

let asked = 0;
/** A name for one request: what a browser sends again by itself bears the same. */
export const requestId = (): string => `${performance.timeOrigin}-${++asked}`;

export function post<T>(path: string, values: Values = {}): Promise<T> {
  const body = new URLSearchParams({ _tb_token_: window._tb_token_, language });
  for (const [key, value] of Object.entries(values)) {
    for (const one of Array.isArray(value) ? value : [value ?? ""]) body.append(key, one);
  }
  const headers = {
    "X-Requested-With": "XMLHttpRequest",
    "X-Request-Id": requestId(),
  };
  return read<T>(fetch(address(path, { language }), { method: "POST", body, headers }), true);
}

/** Hands a fetched file to the browser, as a blob. */
export async function download(path: string, name: string): Promise<void> {
  let content: Blob;
  try {
    content = await (await fetch(path)).blob();
  } catch {
    throw new Trouble("NETWORK", "");
  }
  if (content.type !== "application/pdf") {
    await read(Promise.resolve(new Response(content)), false);
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
