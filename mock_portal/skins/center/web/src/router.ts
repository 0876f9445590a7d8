// Addresses behind the hash: #/rights/list?tab=pending&pageNo=2.
import { useMemo, useSyncExternalStore } from "react";
import { address } from "./api";

export interface Route {
  path: string;
  query: URLSearchParams;
  full: string;
}

export const HOME = "/home";

function subscribe(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

export function useRoute(): Route {
  const full = useSyncExternalStore(subscribe, () => window.location.hash.slice(1) || HOME);
  return useMemo(() => {
    const [path = HOME, query = ""] = full.split("?", 2);
    return { path, query: new URLSearchParams(query), full };
  }, [full]);
}

export function go(path: string, values: Record<string, string | number | undefined> = {}): void {
  window.location.hash = address(path, values);
}

/** The address names something else from now on; the page stays as it is. */
export function rename(path: string, values: Record<string, string>): void {
  window.history.replaceState(null, "", `#${address(path, values)}`);
}
