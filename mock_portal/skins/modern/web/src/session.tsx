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
}

const Who = createContext<Signed | null>(null);

export function SessionKeeper({ children }: { children: ReactNode }) {
  const [account, setAccount] = useState<Account | null>(null);
  const [known, setKnown] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const route = useRoute();
  const outside = route.path.startsWith("/login");

  const load = useCallback(async () => {
    const session = await get<Session>("/session");
    setToken(session.csrf);
    setAccount(session.account);
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
    onSessionEnd(() => {
      setAccount(null);
      setToken("");
    });
  }, []);

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
      enter: async (target) => {
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
    [account, known, trouble, load, start],
  );
  return <Who.Provider value={signed}>{children}</Who.Provider>;
}

export function useSession(): Signed {
  const signed = useContext(Who);
  if (!signed) throw new Error("no session keeper above");
  return signed;
}
