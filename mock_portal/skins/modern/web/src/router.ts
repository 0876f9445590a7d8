// Addresses behind the hash: #/uc/ipr/list?page=2.
import { useMemo, useSyncExternalStore } from "react";

export interface Route {
  path: string;
  parts: string[];
  query: URLSearchParams;
  full: string;
}

export const HOME = "/uc/index";

function subscribe(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

const current = (): string => window.location.hash.slice(1) || HOME;

export function useRoute(): Route {
  const full = useSyncExternalStore(subscribe, current);
  return useMemo(() => {
    const [path = HOME, query = ""] = full.split("?", 2);
    return { path, parts: path.split("/").slice(1), query: new URLSearchParams(query), full };
  }, [full]);
}

export function go(to: string, { replace = false } = {}): void {
  if (replace) {
    window.history.replaceState(null, "", `#${to}`);
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  } else {
    window.location.hash = to;
  }
}

/** An address of this application and nothing else. */
export const safe = (to: string | null): string =>
  to && to.startsWith("/") && !to.startsWith("//") && !to.startsWith("/login") ? to : HOME;

export function withQuery(path: string, values: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined && value !== "") query.set(key, String(value));
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}
