// Who is signed in; a session that ends leads to the sign-in page and back.
import { createContext, useCallback, useContext, useEffect, useMemo, useState } from "react";
import type { ReactNode } from "react";
import { get, onSessionEnd, post, setToken, Trouble } from "./api";
import { go, safe, useRoute, withQuery } from "./router";
import type { Account, Session } from "./types";

interface Signed {
  account: Account | null;
  known: boolean;
  trouble: Trouble | null;
  enter: (target: string | null) => Promise<void>;
  leave: () => Promise<void>;
  retry: () => void;
  /** Rises with every sign-in: what failed for want of one is asked for anew. */
  round: number;
  over: boolean;
}

/** The frame in which one signs in over a page; its document is this application again. */
export const FRAME = "ipp-login";

const Who = createContext<Signed | null>(null);

export function SessionKeeper({ children }: { children: ReactNode }) {
  const [account, setAccount] = useState<Account | null>(null);
  const [known, setKnown] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const route = useRoute();
  const outside = route.path.startsWith("/login");
  const [round, setRound] = useState(0);
  const [over, setOver] = useState(false);

  const load = useCallback(async () => {
    const session = await get<Session>("/session");
    setToken(session.csrf);
    setAccount(session.account);
    setRound((n) => n + 1);
  }, []);

  const start = useCallback(() => {
    setTrouble(null);
    load()
      .catch((error: unknown) => {
        if (error instanceof Trouble && error.status !== 401) setTrouble(error);
      })
      .finally(() => setKnown(true));
  }, [load]);
  useEffect(start, [start]);

  useEffect(() => {
    onSessionEnd((above) => {
      if (above) {
        setOver(true);
        return;
      }
      setAccount(null);
      setToken("");
    });
    const heard = (event: MessageEvent<unknown>) => {
      if (event.origin !== window.location.origin || event.data !== FRAME) return;
      void load().then(() => setOver(false));
    };
    window.addEventListener("message", heard);
    return () => window.removeEventListener("message", heard);
  }, [load]);

  useEffect(() => {
    if (!known || trouble) return;
    if (!account && !outside) go(withQuery("/login", { return: route.full }), { replace: true });
    if (account && route.path === "/login") {
      go(safe(route.query.get("return")), { replace: true });
    }
  }, [account, known, trouble, outside, route]);

  const signed = useMemo<Signed>(
    () => ({
      account,
      known,
      trouble,
      retry: start,
      round,
      over,
      enter: async (target) => {
        if (window.name === FRAME) {
          window.parent.postMessage(FRAME, window.location.origin);
          return;
        }
        await load();
        go(safe(target), { replace: true });
      },
      leave: async () => {
        await post("/logout");
        setAccount(null);
        setToken("");
        go("/login");
      },
    }),
    [account, known, trouble, load, start, round, over],
  );
  return <Who.Provider value={signed}>{children}</Who.Provider>;
}

export function useSession(): Signed {
  const signed = useContext(Who);
  if (!signed) throw new Error("no session keeper above");
  return signed;
}
